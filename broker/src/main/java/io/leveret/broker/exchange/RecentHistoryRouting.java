// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import io.leveret.table.FieldText;
import io.leveret.table.Table;
import org.jspecify.annotations.Nullable;

/**
 * {@code x-recent-history}: to all bindings; and the last messages are kept, for who is bound later. A message with the
 * header {@code x-recent-history-no-store} is not.
 */
final class RecentHistoryRouting implements Routing {
    private static final String LENGTH = "x-recent-history-length";
    private static final long LENGTH_DEFAULT = 20;

    private final @Nullable Keeper keeper;

    RecentHistoryRouting(Table arguments, @Nullable Keeper keeper) {
        this.keeper = keeper;
        length(arguments);
    }

    /** How many messages are kept. */
    static long length(Table arguments) {
        Object given = arguments.get(LENGTH);
        if (given == null) {
            return LENGTH_DEFAULT;
        }
        Long length = Table.integerOf(given);
        if (length == null || length <= 0) {
            throw new InvalidDefinitionException(
                    "Invalid argument " + FieldText.term(given) + ", '" + LENGTH + "' must be a positive integer");
        }
        return length;
    }

    @Override
    public void route(Publication publication, Ordered<Binding> bindings, Matches into) {
        into.addAll(bindings);
        boolean stored = !Boolean.TRUE.equals(publication.message().headers().bool("x-recent-history-no-store"));
        if (keeper != null && stored) {
            into.keep(keeper);
        }
    }

    @Override
    public boolean byKeysOnly() {
        return false;
    }
}
