// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.loop.VirtualLoop;
import io.leveret.loop.VirtualLoops;
import io.leveret.store.MemoryStore;
import io.leveret.table.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ConsumersTest {
    private final VirtualLoop loop = new VirtualLoops(1, new Random(1)).loops().get(0);
    private final Consumers consumers = new Consumers(false, false);
    private final Map<String, RecordedSubscriber> sessions = new HashMap<>();
    private final Map<String, Consumer> added = new HashMap<>();
    private final Queue queue;

    ConsumersTest() {
        LoopStore store = new LoopStore(loop, new MemoryStore().port(loop), 0);
        QueueDefinition definition = new QueueDefinition("/", "q", false, false, 0, Table.EMPTY);
        queue = new Queue(
                new QueueRef(1, definition, store, (unused, then) -> then.run()),
                store,
                (unused, then) -> then.run(),
                List.of());
    }

    private void add(String tag, int prefetch, int priority) {
        RecordedSubscriber session = new RecordedSubscriber(loop);
        Consumer consumer = new Consumer(session.spec(tag, prefetch, priority), session, queue);
        sessions.put(tag, session);
        added.put(tag, consumer);
        consumers.add(consumer);
    }

    /** Hands out messages; who got them. */
    private String next(int messages) {
        List<String> tags = new ArrayList<>();
        for (int i = 0; i < messages; i++) {
            Consumer next = consumers.next();
            if (next == null) {
                tags.add("-");
            } else {
                next.unacknowledged++;
                tags.add(next.spec.key().tag());
                consumers.standInLine(next);
            }
        }
        return String.join("", tags);
    }

    private void acknowledge(String tag) {
        added.get(tag).unacknowledged--;
        consumers.standInLine(added.get(tag));
    }

    @Test
    void consumersTakeTurns() {
        assertThat(next(1)).isEqualTo("-");
        add("a", 0, 0);
        add("b", 0, 0);
        add("c", 0, 0);
        assertThat(next(7)).isEqualTo("abcabca");
        add("d", 0, 0);
        assertThat(next(5)).isEqualTo("bcadb");
    }

    @Test
    void whoHasNoCreditLosesItsTurnAndComesBackAtTheEnd() {
        add("a", 1, 0);
        add("b", 2, 0);
        add("c", 0, 0);
        assertThat(next(7)).isEqualTo("abcbccc");
        acknowledge("b");
        acknowledge("a");
        assertThat(next(4)).isEqualTo("cbac");
    }

    @Test
    void theHighestPriorityThatTakesAnythingGetsItAll() {
        add("low", 0, -3);
        add("x", 1, 10);
        add("mid", 1, 0);
        add("y", 1, 10);
        assertThat(next(5)).isEqualTo("xymidlowlow");
        acknowledge("y");
        acknowledge("mid");
        assertThat(next(3)).isEqualTo("ymidlow");
    }

    @Test
    void whoSaysNoIsLeftAloneUntilItResumes() {
        add("a", 0, 1);
        add("b", 0, 0);
        sessions.get("a").full(true);
        assertThat(next(2)).isEqualTo("bb");
        acknowledge("a"); // credit alone does not bring it back
        assertThat(next(1)).isEqualTo("b");
    }

    @Test
    void whoIsRemovedNeverComesBack() {
        add("a", 1, 0);
        add("b", 1, 5);
        assertThat(next(2)).isEqualTo("ba");
        Consumer removed = consumers.remove(added.get("a").spec.key());
        assertThat(removed).isSameAs(added.get("a"));
        assertThat(consumers.remove(added.get("a").spec.key())).isNull();
        consumers.remove(added.get("b").spec.key());
        acknowledge("a");
        acknowledge("b");
        assertThat(next(1)).isEqualTo("-");
        assertThat(consumers.isEmpty()).isTrue();
    }

    @Test
    void prioritiesThatCameAndWentLeaveNothingBehind() {
        add("a", 0, 0);
        for (int priority = 1; priority <= 1_000; priority++) {
            add("b", 0, priority);
            assertThat(next(1)).isEqualTo("b");
            consumers.remove(added.get("b").spec.key());
        }
        assertThat(consumers.priorities()).isEqualTo(1);
        assertThat(next(2)).isEqualTo("aa");
    }
}
