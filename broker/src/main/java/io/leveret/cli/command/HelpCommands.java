// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the program says of itself; needs no node. */
final class HelpCommands implements Group {
    /** RabbitMQ's version whose tools these are. */
    static final String VERSION = "4.3.5";

    private static final List<String> GLOBAL_OPTIONS = List.of(
            "--data-dir",
            "--dry-run",
            "--formatter",
            "--help",
            "--longnames",
            "--no-table-headers",
            "--node",
            "--password",
            "--quiet",
            "--silent",
            "--timeout",
            "--url",
            "--username",
            "--vhost");

    private final Catalogue catalogue;

    HelpCommands(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public @Nullable Command find(Tool tool, String name) {
        return switch (name) {
            case "help" -> Command.silent(this::help);
            case "version" ->
                Command.silent(call -> new Outcome.Text(
                        VERSION, io.leveret.cli.output.JsonObject.of().with("version", VERSION)));
            case "autocomplete" -> Command.silent(this::complete);
            default -> null;
        };
    }

    private Outcome help(Call call) throws Failure {
        if (call.arguments().isEmpty()) {
            return new Outcome.Raw(
                    call.flag("list-commands")
                            ? HelpText.list(call.tool(), catalogue)
                            : HelpText.all(call.script(), call.tool(), catalogue));
        }
        String name = call.argument(0);
        Listing listing = catalogue.find(call.tool(), name);
        if (listing != null) {
            return new Outcome.Raw(HelpText.of(call.script(), listing));
        }
        String nearest = catalogue.suggest(call.tool(), name);
        throw Failure.of(
                Exit.USAGE,
                "\nCommand '" + name + "' not found."
                        + (nearest == null ? "" : " \nDid you mean '" + nearest + "'? \n"));
    }

    /** Commands that begin as the last word does, or options of the command that is there already. */
    private Outcome complete(Call call) {
        List<String> words = call.arguments();
        String last = words.isEmpty() ? "" : words.get(words.size() - 1);
        List<String> candidates = new ArrayList<>();
        if (last.startsWith("-")) {
            candidates.addAll(GLOBAL_OPTIONS);
            words.stream()
                    .map(word -> catalogue.find(call.tool(), word))
                    .filter(listing -> listing != null)
                    .findFirst()
                    .ifPresent(listing -> listing.switches().forEach(each -> candidates.add("--" + each.name())));
        } else {
            catalogue.all(call.tool()).forEach(listing -> candidates.add(listing.name()));
        }
        return new Outcome.Raw(String.join(
                "\n",
                candidates.stream()
                        .filter(candidate -> candidate.startsWith(last))
                        .sorted()
                        .distinct()
                        .toList()));
    }
}
