// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import org.jspecify.annotations.Nullable;

/** Commands of RabbitMQ that mean nothing here: each says so, with the reason that commands.txt gives. */
final class UnavailableCommands implements Group {
    private static final String NOT_HERE = "Not here: ";

    private final Catalogue catalogue;

    UnavailableCommands(Catalogue catalogue) {
        this.catalogue = catalogue;
    }

    @Override
    public @Nullable Command find(Tool tool, String name) {
        Listing listing = catalogue.find(tool, name);
        if (listing == null || !listing.description().startsWith(NOT_HERE)) {
            return null;
        }
        String reason = listing.description().substring(NOT_HERE.length());
        return Command.silent(call -> {
            throw Failure.bare(Exit.UNAVAILABLE, "Error: Leveret has no " + name + ": " + reason);
        });
    }
}
