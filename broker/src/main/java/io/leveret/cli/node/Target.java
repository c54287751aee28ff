// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.node;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Which node a command is for: the one that was found, or the one that was asked for and is not there.
 *
 * @param name the node's name as RabbitMQ has it, {@code rabbit@host}
 * @param pid its process, 0 if that is not known
 * @param url where its HTTP API is, without a slash at its end; null if no node was found
 * @param authorization the header's value
 * @param problem why there is none, in one line; empty if there is one
 * @param dataDirectory where it keeps its data, null for a remote node
 */
public record Target(
        String name,
        long pid,
        @Nullable String url,
        String authorization,
        String problem,
        @Nullable Path dataDirectory) {
    static Target missing(String name, Path dataDirectory, String problem) {
        return new Target(name, 0, null, "", problem, dataDirectory);
    }
}
