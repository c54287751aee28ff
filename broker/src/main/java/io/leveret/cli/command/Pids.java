// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import static io.leveret.cli.command.Existing.ok;

import io.leveret.cli.node.Answer;
import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What stands for the Erlang processes that scripts ask for and close: {@code <node.start.connection.0>}, and for a
 * channel its number at the end. A node that knows none has its connections' names instead.
 *
 * @param byName of connections
 */
record Pids(Map<String, String> byName) {
    private static final String NO_CHANNEL = ".0>";

    /** Asks the node only if one of the columns has any. */
    static Pids of(Call call, List<String> columns) throws Failure, UnreachableException {
        boolean needed = columns.stream().anyMatch(column -> column.endsWith("pid") || column.equals("connection"));
        return needed ? of(call) : new Pids(Map.of());
    }

    static Pids of(Call call) throws Failure, UnreachableException {
        Map<String, String> byName = new HashMap<>();
        Answer answer = call.api().get("leveret", "connections");
        if (!answer.isNotFound()) {
            for (JsonObject connection : ok(answer).objects()) {
                byName.put(connection.text("name"), connection.text("pid"));
            }
        }
        return new Pids(byName);
    }

    String connection(String name) {
        return byName.getOrDefault(name, name);
    }

    String channel(String connection, long number) {
        String pid = connection(connection);
        return pid.endsWith(NO_CHANNEL)
                ? pid.substring(0, pid.length() - NO_CHANNEL.length()) + "." + number + ">"
                : connection + " (" + number + ")";
    }
}
