// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import java.util.List;
import java.util.function.Supplier;

/** Finds what a command does. Groups are loaded one after the other until one has it. */
public final class Commands {
    private final List<Supplier<Group>> groups;

    public Commands(Catalogue catalogue) {
        groups = List.of(
                UserCommands::new,
                PermissionCommands::new,
                VirtualHostCommands::new,
                LimitCommands::new,
                PolicyCommands::new,
                ParameterCommands::new,
                ListingCommands::new,
                ConnectionCommands::new,
                QueueCommands::new,
                MessageCommands::new,
                NodeCommands::new,
                WaitingCommands::new,
                StatusCommands::new,
                HealthCommands::new,
                DiagnosticsCommands::new,
                LogCommands::new,
                SettingsCommands::new,
                FeatureCommands::new,
                DefinitionsCommands::new,
                EvalCommands::new,
                PluginCommands::new,
                ReplicationCommands::new,
                () -> new Report(this, catalogue),
                () -> new HelpCommands(catalogue),
                () -> new UnavailableCommands(catalogue));
    }

    /** What a command of commands.txt does. */
    public Command find(Tool tool, String name) {
        for (Supplier<Group> group : groups) {
            Command command = group.get().find(tool, name);
            if (command != null) {
                return command;
            }
        }
        throw new IllegalStateException(tool.script() + " does not know what " + name + " does");
    }
}
