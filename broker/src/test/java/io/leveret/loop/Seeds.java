// SPDX-License-Identifier: Apache-2.0
package io.leveret.loop;

import java.util.Random;
import java.util.function.Consumer;

/**
 * The seeds of a simulation: a fixed set and one that nobody has seen; with {@code -Dseed=N} only that one, with
 * {@code -Dseeds=N} so many new ones. The seed of a failing run is printed with the command that replays it.
 */
public final class Seeds {
    private Seeds() {}

    /**
     * @param test class and method, as surefire's {@code -Dtest} takes them
     * @param fixed how many seeds every run tries
     */
    public static void each(String test, int fixed, Consumer<Random> simulation) {
        Long one = Long.getLong("seed");
        if (one != null) {
            run(test, one, simulation);
            return;
        }
        int more = Integer.getInteger("seeds", 1);
        for (long seed = 1; seed <= fixed; seed++) {
            run(test, seed, simulation);
        }
        long fresh = System.nanoTime();
        for (int i = 0; i < more; i++) {
            run(test, fresh + i, simulation);
        }
    }

    private static void run(String test, long seed, Consumer<Random> simulation) {
        try {
            simulation.accept(random(seed));
        } catch (Throwable e) {
            throw new AssertionError(
                    "seed " + seed + ": " + e + "\nreplay: mvn -pl broker test -Dtest='" + test + "' -Dseed=" + seed,
                    e);
        }
    }

    /** Neighbouring seeds must not begin alike, as they do with {@link Random} itself. */
    public static Random random(long seed) {
        return new Random(seed * 0x9E3779B97F4A7C15L ^ seed >>> 17);
    }
}
