// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a queue must hold, as its users can know: every message that was published to it, and what became of it. Sessions
 * of other loops learn things late, so some is uncertain until all that is under way has arrived.
 */
final class QueueModel {
    enum State {
        /** In the queue, or on its way into it or out of it. */
        READY,
        /** A session has it and owes an answer. */
        HELD,
        /** Was ready when a purge was asked for; may have left before the purge came, or come after it. */
        PERHAPS_PURGED,
        /** Acknowledged, discarded, purged, or delivered to who owes no answer. */
        GONE
    }

    static final class Copy {
        final Published message;
        private State state = State.READY;

        /** Its place in the queue; 0 until it was seen. */
        long sequence;

        /** Its publisher was told that the queue has it. */
        boolean confirmed;

        /** How often it is known to have been delivered. */
        int deliveries;

        /** How many deliveries are known to have failed. */
        int failures;

        /** As many as the disk knows. */
        private int failuresForGood;

        /** Came marked redelivered, and no delivery before is known: one to a session that ended must come to light. */
        boolean unexplained;

        /** From before a restart: the queue knows only how long it is with all that is stored with it. */
        boolean recovered;

        /** Gone, and the disk knows it: must never be seen again. */
        boolean goneForGood;

        /** Delivered, and the disk knows it: comes back marked. */
        boolean deliveredForGood;

        Copy(Published message) {
            this.message = message;
        }

        @Override
        public String toString() {
            return message + " at " + sequence + " " + state + (confirmed ? ", confirmed" : "") + ", deliveries "
                    + deliveries;
        }
    }

    /** One message that the store has kept. */
    record Kept(Published message, long sequence, int mark, long note) {}

    private static final int STORED_BESIDE_BODY_BYTES_MAX = 128;

    final long id;
    private final Map<Long, Copy> copies = new HashMap<>();
    private final NavigableMap<Long, Copy> bySequence = new TreeMap<>();
    private final NavigableMap<Long, Copy> readyBySequence = new TreeMap<>();
    private final int[] counts = new int[State.values().length];
    private final long[] bodyBytes = new long[State.values().length];
    private final Map<Long, NavigableMap<Long, Copy>> byPublisher = new HashMap<>();

    /** Place of the last first delivery that was seen on each loop: they leave the queue in order. */
    private final Map<Object, Long> lastFirst = new HashMap<>();

    /** Everything happens at once, so it is known what place a message has and what must come next. */
    private final boolean exact;

    private final QueueType type;
    private long lastSequence;
    private int purgesUnderWay;
    private long purged;
    boolean existsForGood;
    int deletionsAsked; // and not refused
    boolean deleted;
    boolean deletedForGood;

    QueueModel(long id, QueueType type, boolean exact) {
        this.type = type;
        this.id = id;
        this.exact = exact;
    }

    Copy published(Published message) {
        Copy copy = new Copy(message);
        copies.put(message.id(), copy);
        count(copy, 1);
        if (deleted) {
            become(copy, State.GONE);
        } else if (exact) {
            learn(copy, ++lastSequence);
        }
        return copy;
    }

    /** A message came out of the queue, for a session that is there. */
    Copy delivered(Published message, long sequence, boolean redelivered, Object loop, boolean owesAnswer) {
        Copy copy = seen(message, sequence);
        if (copy.state != State.READY && copy.state != State.PERHAPS_PURGED) {
            throw new AssertionError("delivered again: " + copy);
        }
        if (!redelivered && copy.deliveries > 0) {
            throw new AssertionError("not marked redelivered: " + copy);
        }
        if (exact && redelivered && copy.deliveries == 0) {
            throw new AssertionError("marked redelivered the first time: " + copy);
        }
        if (exact && copy.sequence != readyBySequence.firstKey()) {
            throw new AssertionError("delivered " + copy + " before " + readyBySequence.firstEntry());
        }
        copy.unexplained = redelivered && copy.deliveries == 0;
        leaves(copy, redelivered, loop);
        become(copy, owesAnswer ? State.HELD : State.GONE);
        return copy;
    }

    /** A message came out for a session that has ended meanwhile; if it owes an answer, the queue takes it back. */
    void deliveredInVain(Published message, long sequence, boolean redelivered, Object loop, boolean owesAnswer) {
        Copy copy = seen(message, sequence);
        copy.unexplained = false;
        leaves(copy, redelivered, loop);
        if (!owesAnswer) {
            become(copy, State.GONE);
        }
    }

    private void leaves(Copy copy, boolean redelivered, Object loop) {
        copy.deliveries++;
        if (redelivered) {
            return;
        }
        Long last = lastFirst.put(loop, copy.sequence);
        if (last != null && last > copy.sequence) {
            throw new AssertionError("first delivered after the message at " + last + ": " + copy);
        }
    }

    private Copy seen(Published message, long sequence) {
        Copy copy = copies.get(message.id());
        if (copy == null) {
            throw new AssertionError("never published to queue " + id + ": " + message);
        }
        if (copy.goneForGood) {
            throw new AssertionError("came back: " + copy);
        }
        learn(copy, sequence);
        return copy;
    }

    /** A message has one place, and those of one publisher have theirs in the order they were published. */
    private void learn(Copy copy, long sequence) {
        if (copy.sequence == sequence) {
            return;
        }
        Copy other = bySequence.putIfAbsent(sequence, copy);
        if (copy.sequence != 0 || other != null) {
            throw new AssertionError("at place " + sequence + ": " + copy + ", before: " + other);
        }
        copy.sequence = sequence;
        if (copy.state == State.READY) {
            readyBySequence.put(sequence, copy);
        }
        NavigableMap<Long, Copy> ofPublisher =
                byPublisher.computeIfAbsent(copy.message.publisher(), publisher -> new TreeMap<>());
        ofPublisher.put(sequence, copy);
        var before = ofPublisher.lowerEntry(sequence);
        var after = ofPublisher.higherEntry(sequence);
        if ((before != null && before.getValue().message.id() > copy.message.id())
                || (after != null && after.getValue().message.id() < copy.message.id())) {
            throw new AssertionError("not in the order of publishes: " + before + ", " + copy + ", " + after);
        }
    }

    private void become(Copy copy, State next) {
        count(copy, -1);
        copy.state = next;
        count(copy, 1);
        if (next != State.READY) {
            readyBySequence.remove(copy.sequence, copy);
        } else if (copy.sequence != 0) {
            readyBySequence.put(copy.sequence, copy);
        }
    }

    private void count(Copy copy, int more) {
        counts[copy.state.ordinal()] += more;
        bodyBytes[copy.state.ordinal()] += (long) more * copy.message.bodyBytes();
    }

    void settled(Copy copy, Settlement how) {
        if (copy.state == State.HELD) { // else the queue is gone
            become(copy, how.comesBack() ? State.READY : State.GONE);
            copy.failures += type.counts(how) ? 1 : 0;
        }
    }

    /** What a message of a quorum queue says of the deliveries before must be so. */
    void told(Copy copy, @Nullable Long acquired, @Nullable Long failed) {
        if (!exact || type != QueueType.QUORUM) {
            return;
        }
        long before = copy.deliveries - 1;
        if (before != (acquired == null ? 0 : acquired) || copy.failures != (failed == null ? 0 : failed)) {
            throw new AssertionError("handed out " + acquired + " times, failed " + failed + ", says " + copy
                    + ", which has failed " + copy.failures);
        }
    }

    /** Whether the message is on disk when its publisher is told so. */
    boolean keeps(Published message) {
        return message.persistent() || type.storesEverything();
    }

    void purgeAsked() {
        purgesUnderWay++;
        replace(State.READY, exact ? State.GONE : State.PERHAPS_PURGED);
    }

    void purgeAnswered(long count) {
        purgesUnderWay--;
        purged += count;
        if (!exact) {
            replace(State.READY, State.PERHAPS_PURGED); // came in the queue before the purge, or after it
        }
    }

    boolean blurred() {
        return count(State.PERHAPS_PURGED) > 0;
    }

    /** Everything that is ready has been seen to be so. */
    void drained() {
        if (!exact && count(State.PERHAPS_PURGED) != purged) {
            throw new AssertionError("purges of queue " + id + " answered " + purged + " messages, and "
                    + count(State.PERHAPS_PURGED) + " are not there");
        }
        purged = 0;
        replace(State.PERHAPS_PURGED, State.GONE);
    }

    boolean deleteAsked() {
        return deletionsAsked > 0;
    }

    void deleted() {
        deleted = true;
        copies.values().forEach(copy -> become(copy, State.GONE));
    }

    private void replace(State from, State to) {
        copies.values().stream().filter(copy -> copy.state == from).forEach(copy -> become(copy, to));
    }

    int count(State state) {
        return counts[state.ordinal()];
    }

    /** Whether a queue with these messages may say that their bodies have so many bytes. */
    boolean hasBodyBytes(State state, long bytes) {
        long least = bodyBytes[state.ordinal()];
        return bytes == least
                || (bytes > least && bytes <= least + copiesFromBefore(state) * STORED_BESIDE_BODY_BYTES_MAX);
    }

    private long copiesFromBefore(State state) {
        return copies.values().stream()
                .filter(copy -> copy.state == state && copy.recovered)
                .count();
    }

    Collection<Copy> copies() {
        return copies.values();
    }

    /** All that was under way has arrived. */
    void atRest() {
        for (Copy copy : copies.values()) {
            if (copy.unexplained) {
                throw new AssertionError("marked redelivered the first time: " + copy);
            }
        }
    }

    /** All that was done so far is on disk. */
    void safe() {
        existsForGood = true;
        deletedForGood = deleted;
        for (Copy copy : copies.values()) {
            copy.goneForGood |= copy.state == State.GONE;
            copy.deliveredForGood = copy.deliveries > 0;
            copy.failuresForGood = copy.failures;
        }
    }

    /**
     * The node has been started again and this is what the store has.
     *
     * @param whole the node was stopped cleanly: all that was persistent must be there
     */
    void restarted(List<Kept> kept, long nextSequence, boolean whole) {
        Map<Long, Kept> byId = new HashMap<>();
        for (Kept each : kept) {
            found(each);
            byId.put(each.message.id(), each);
        }
        for (Copy copy : new ArrayList<>(copies.values())) {
            Kept found = byId.get(copy.message.id());
            if (found == null) {
                notFound(copy, whole);
            } else {
                restarted(copy, found, whole);
                copy.recovered = true;
                copy.unexplained = false;
            }
        }
        purgesUnderWay = 0;
        purged = 0;
        lastFirst.clear();
        lastSequence = nextSequence - 1;
        if (!bySequence.isEmpty() && bySequence.lastKey() > lastSequence) {
            throw new AssertionError("next place " + nextSequence + ", but there is " + bySequence.lastEntry());
        }
    }

    private void restarted(Copy copy, Kept found, boolean whole) {
        int most = copy.failures + (copy.state == State.HELD ? 1 : 0);
        int least = whole ? most : copy.failuresForGood;
        become(copy, State.READY);
        copy.deliveries = found.mark;
        copy.failures = type.failures(found.mark, Note.decode(found.note));
        if (exact && type == QueueType.QUORUM && (copy.failures < least || copy.failures > most + (whole ? 0 : 1))) {
            throw new AssertionError(copy.failures + " failures come back, not " + least + " to " + most + ": " + copy);
        }
    }

    private void found(Kept kept) {
        Copy copy = seen(kept.message, kept.sequence);
        if (!keeps(copy.message)) {
            throw new AssertionError("transient, but came back: " + copy);
        }
        if (kept.mark > 0 && copy.deliveries == 0) {
            throw new AssertionError("comes back marked, but was never delivered: " + copy);
        }
        if (kept.mark == 0 && copy.deliveredForGood) {
            throw new AssertionError("was delivered, but comes back unmarked: " + copy);
        }
    }

    private void notFound(Copy copy, boolean whole) {
        boolean mayBePurged = copy.state == State.PERHAPS_PURGED || (copy.state == State.READY && purgesUnderWay > 0);
        boolean mustBe = keeps(copy.message) && (copy.confirmed || whole);
        if (mustBe && copy.state != State.GONE && !mayBePurged) {
            throw new AssertionError("lost: " + copy);
        }
        become(copy, State.GONE);
        copy.goneForGood = true;
        bySequence.remove(copy.sequence, copy);
        NavigableMap<Long, Copy> ofPublisher = byPublisher.get(copy.message.publisher());
        if (ofPublisher != null) {
            ofPublisher.remove(copy.sequence, copy);
        }
    }
}
