// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.message.Message;
import io.leveret.table.Table;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Single active consumers, consumers that hold messages for too long, and messages that come back too often. */
class ConsumerRulesTest {
    private final QueueTown town = new QueueTown(1, 0);

    private RecordedSubscriber consume(QueueRef queue, String tag, int prefetch, int priority) {
        RecordedSubscriber session = new RecordedSubscriber(town.loop(0));
        town.<Integer>ask(queue, reply -> queue.consume(session.spec(tag, prefetch, priority), reply));
        return session;
    }

    private void cancel(QueueRef queue, String tag) {
        town.loop(0).enter(() -> queue.cancel(new ConsumerKey(QueueTown.CHANNEL, tag), town.loop(0), () -> {}));
        town.turnAll();
    }

    private List<Boolean> active(QueueRef queue) {
        QueueView[] view = new QueueView[1];
        town.loop(0).enter(() -> view[0] = queue.view());
        return view[0].consumers().stream().map(ConsumerView::active).toList();
    }

    @Test
    void oneGetsAllUntilItLeaves() {
        QueueRef queue = town.queue("q", Table.of("x-single-active-consumer", true));
        RecordedSubscriber first = consume(queue, "first", 1, 0);
        RecordedSubscriber second = consume(queue, "second", 0, 0);
        RecordedSubscriber important = consume(queue, "important", 0, 5);
        for (int i = 0; i < 3; i++) {
            town.publish(queue, "m" + i);
        }
        assertThat(active(queue)).containsExactly(true, false, false);
        assertThat(first.delivered).containsExactly(1L);
        assertThat(important.delivered).isEmpty();
        cancel(queue, "first");
        assertThat(active(queue)).containsExactly(false, true);
        assertThat(important.delivered).containsExactly(2L, 3L);
        cancel(queue, "important");
        town.publish(queue, "m3");
        assertThat(second.delivered).containsExactly(4L);
    }

    @Test
    void aSingleActiveConsumerIsNotExclusive() {
        QueueRef queue = town.queue("q", Table.of("x-single-active-consumer", true));
        RecordedSubscriber session = new RecordedSubscriber(town.loop(0));
        ConsumerSpec spec = new ConsumerSpec(
                new ConsumerKey(QueueTown.CHANNEL, "c"), session, false, true, 0, false, 0, Table.EMPTY);
        assertThat(town.<Integer>ask(queue, reply -> queue.consume(spec, reply)).failure())
                .isEqualTo("ACCESS_REFUSED - queue 'q' in vhost '/' in exclusive use");
    }

    @Test
    void whoHoldsAMessageForTooLongIsEnded() {
        QueueRef queue = town.queue("q", Table.of("x-consumer-timeout", 100));
        RecordedSubscriber slow = consume(queue, "slow", 2, 0);
        town.publish(queue, "a");
        town.publish(queue, "b");
        town.pass(50);
        town.settle(queue, 1, Settlement.ACKNOWLEDGED);
        town.publish(queue, "c");
        town.pass(49);
        assertThat(slow.timeouts).isEmpty();
        town.pass(1);
        assertThat(slow.timeouts).containsExactly(100L);
        assertThat(town.counts(queue).consumers()).isZero();
        assertThat(town.counts(queue).unacknowledged()).isZero();
        assertThat(town.fetch(queue, true).redelivered()).isTrue();
        assertThat(town.drain(queue)).containsExactly("c");
    }

    @Test
    void whoIsInTimeIsNot() {
        QueueRef queue = town.queue("q", Table.of("x-consumer-timeout", 100));
        RecordedSubscriber quick = consume(queue, "quick", 1, 0);
        for (int i = 1; i <= 200; i++) {
            town.publish(queue, "m" + i);
            town.pass(3);
            town.settle(queue, i, Settlement.ACKNOWLEDGED);
        }
        assertThat(quick.timeouts).isEmpty();
        assertThat(quick.delivered).hasSize(200);
    }

    @Test
    void whatComesBackTooOftenIsGivenUp() {
        QueueRef dead = town.queue("dead", Table.EMPTY);
        QueueRef queue = town.queue(
                "q",
                Table.of("x-delivery-limit", 2)
                        .with("x-dead-letter-exchange", "")
                        .with("x-dead-letter-routing-key", "dead"));
        RecordedSubscriber session = consume(queue, "c", 1, 0);
        town.publish(queue, "poison");
        for (int delivery = 1; delivery <= 3; delivery++) {
            town.settle(queue, 1, Settlement.REQUEUED);
        }
        assertThat(session.delivered).containsExactly(1L, -1L, -1L);
        assertThat(session.messages.stream().map(message -> message.headers().integer("x-delivery-count")))
                .containsExactly(null, 1L, 2L);
        Message message = town.get(dead);
        assertThat(message.headers().string("x-first-death-reason")).isEqualTo("delivery_limit");
        assertThat(town.counts(queue).ready()).isZero();
    }
}
