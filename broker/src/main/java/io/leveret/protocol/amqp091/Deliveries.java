// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a channel holds unacknowledged, by delivery tag: a ring, since tags are settled roughly in order, and a map for
 * the few that stay long behind. Owned by the connection's loop.
 */
final class Deliveries {
    private static final int INITIAL = 16;

    /** Takes what is settled. */
    interface Visitor {
        void settled(long tag, Origin origin, long sequence);
    }

    private record Straggler(Origin origin, long sequence) {}

    private @Nullable Origin[] origins = new Origin[0];
    private long[] sequences = new long[0];
    private long first = 1; // lowest tag in the ring
    private long next = 1;
    private int inRing;
    private final NavigableMap<Long, Straggler> stragglers = new TreeMap<>();

    int count() {
        return inRing + stragglers.size();
    }

    /** Gives out a tag for a delivery that needs no acknowledgement. */
    long untracked() {
        if (inRing == 0) {
            first = next + 1;
        } else {
            makeRoom();
        }
        return next++;
    }

    /** Gives out a tag and remembers where the delivery came from. */
    long add(Origin origin, long sequence) {
        if (inRing == 0) {
            first = next;
        }
        makeRoom();
        int slot = slot(next);
        origins[slot] = origin;
        sequences[slot] = sequence;
        inRing++;
        return next++;
    }

    /** Puts back what was taken out, under its old tag: a transaction was rolled back. */
    void restore(long tag, Origin origin, long sequence) {
        stragglers.put(tag, new Straggler(origin, sequence));
    }

    private int slot(long tag) {
        return (int) tag & origins.length - 1;
    }

    /** Makes the ring hold {@code next}: by growing, or where it is mostly holes by moving the old ones out. */
    private void makeRoom() {
        if (next - first < origins.length) {
            return;
        }
        if (origins.length > 64 && inRing < origins.length / 4) {
            for (long tag = first; tag < next; tag++) {
                moveOut(tag);
            }
            first = next;
            return;
        }
        int size = Math.max(INITIAL, origins.length * 2);
        @Nullable Origin[] largerOrigins = new Origin[size];
        long[] largerSequences = new long[size];
        for (long tag = first; tag < next; tag++) {
            largerOrigins[(int) tag & size - 1] = origins[slot(tag)];
            largerSequences[(int) tag & size - 1] = sequences[slot(tag)];
        }
        origins = largerOrigins;
        sequences = largerSequences;
    }

    private void moveOut(long tag) {
        int slot = slot(tag);
        Origin origin = origins[slot];
        if (origin != null) {
            stragglers.put(tag, new Straggler(origin, sequences[slot]));
            origins[slot] = null;
            inRing--;
        }
    }

    /**
     * Takes one delivery out, or with {@code multiple} all up to the tag (0: all), oldest first.
     *
     * @return false where the tag is not known; nothing is taken then
     */
    boolean settle(long tag, boolean multiple, Visitor visitor) {
        if (!multiple) {
            return settleOne(tag, visitor);
        }
        if (tag == 0) {
            settleUpTo(next - 1, visitor);
            return true;
        }
        if (!holds(tag)) {
            return false;
        }
        settleUpTo(tag, visitor);
        return true;
    }

    private boolean holds(long tag) {
        boolean inRange = tag >= first && tag < next && inRing > 0;
        return (inRange && origins[slot(tag)] != null) || stragglers.containsKey(tag);
    }

    private boolean settleOne(long tag, Visitor visitor) {
        if (tag >= first && tag < next && inRing > 0 && takeFromRing(tag, visitor)) {
            return true;
        }
        Straggler straggler = stragglers.remove(tag);
        if (straggler == null) {
            return false;
        }
        visitor.settled(tag, straggler.origin, straggler.sequence);
        return true;
    }

    private boolean takeFromRing(long tag, Visitor visitor) {
        int slot = slot(tag);
        Origin origin = origins[slot];
        if (origin == null) {
            return false;
        }
        origins[slot] = null;
        inRing--;
        if (tag == first) {
            first++;
            while (inRing > 0 && origins[slot(first)] == null) {
                first++;
            }
        }
        visitor.settled(tag, origin, sequences[slot]);
        return true;
    }

    private void settleUpTo(long tag, Visitor visitor) {
        if (!stragglers.isEmpty()) {
            Map<Long, Straggler> old = stragglers.headMap(tag, true);
            old.forEach((t, s) -> visitor.settled(t, s.origin, s.sequence));
            old.clear();
        }
        for (long t = first; t <= tag && inRing > 0; t++) {
            takeFromRing(t, visitor);
        }
    }

    /** All that is held, oldest first, without taking it out. */
    void forEach(Visitor visitor) {
        stragglers.forEach((t, s) -> visitor.settled(t, s.origin, s.sequence));
        for (long tag = first; tag < next && inRing > 0; tag++) {
            Origin origin = origins[slot(tag)];
            if (origin != null) {
                visitor.settled(tag, origin, sequences[slot(tag)]);
            }
        }
    }

    void clear() {
        Arrays.fill(origins, null);
        inRing = 0;
        stragglers.clear();
    }
}
