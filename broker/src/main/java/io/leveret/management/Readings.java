// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.loop.Loop;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Function;

/**
 * Reads many things on the loops that own them, some in each turn, so that the loops' own work goes on between. Answers
 * are heard on the server's loop.
 */
final class Readings {
    /** Takes a loop some 100 µs. */
    private static final int PER_TURN = 200;

    private final Owners owners;

    Readings(Owners owners) {
        this.owners = owners;
    }

    /**
     * All readings, those of one loop in the order of its things.
     *
     * @param owner of a thing
     * @param read is called on the thing's loop; its answer must be immutable
     */
    <T, R> Future<List<R>> of(Collection<T> things, Function<T, Loop> owner, Function<T, R> read) {
        IdentityHashMap<Loop, List<T>> byLoop = new IdentityHashMap<>();
        for (T thing : things) {
            byLoop.computeIfAbsent(owner.apply(thing), loop -> new ArrayList<>())
                    .add(thing);
        }
        List<R> readings = new ArrayList<>(things.size());
        return Owners.all(byLoop.entrySet(), ofLoop -> some(ofLoop.getKey(), ofLoop.getValue(), 0, read, readings))
                .map(readings);
    }

    private <T, R> Future<Boolean> some(Loop loop, List<T> things, int from, Function<T, R> read, List<R> readings) {
        int to = Math.min(things.size(), from + PER_TURN);
        Future<List<R>> turn = owners.on(
                loop, () -> things.subList(from, to).stream().map(read).toList());
        return turn.compose(some -> {
            readings.addAll(some);
            return to == things.size() ? Future.succeededFuture(true) : some(loop, things, to, read, readings);
        });
    }
}
