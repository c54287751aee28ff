// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli;

import io.leveret.cli.node.Target;
import io.leveret.cli.node.UnreachableException;
import java.nio.file.Path;

/** What is said when the node does not answer. */
final class Unreachable {
    private Unreachable() {}

    static String text(Target target, UnreachableException problem) {
        StringBuilder text = new StringBuilder();
        text.append("Error: unable to perform an operation on node '")
                .append(target.name())
                .append("'. Please see diagnostics information and suggestions below.\n\n")
                .append("Most common reasons for this are:\n\n")
                .append(" * Target node is not running\n")
                .append(" * It keeps its data elsewhere: see --data-dir and LEVERET_DATA_DIR\n")
                .append(" * It runs on another machine: see --url, --username and --password\n\n")
                .append("DIAGNOSTICS\n===========\n\n")
                .append("attempted to contact: [")
                .append(target.name())
                .append("]\n\n")
                .append(target.name())
                .append(":\n  * ")
                .append(problem.getMessage());
        Path data = target.dataDirectory();
        if (data != null && target.pid() > 0) {
            boolean alive = ProcessHandle.of(target.pid()).isPresent();
            text.append("\n  * the node on data directory ")
                    .append(data)
                    .append(alive ? " is process " : " was process ")
                    .append(target.pid())
                    .append(alive ? ", which runs" : ", which is gone");
        }
        return text.append('\n').toString();
    }
}
