// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Message;
import io.leveret.table.Table;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** In what a quorum queue differs from a classic one. */
class QuorumQueueTest {
    private static final Table QUORUM = Table.of("x-queue-type", "quorum");

    private final QueueTown town = new QueueTown(1, 0);

    private RecordedSubscriber consume(QueueRef queue, String tag, int prefetch, int priority) {
        RecordedSubscriber session = new RecordedSubscriber(town.loop(0));
        town.<Integer>ask(queue, reply -> queue.consume(session.spec(tag, prefetch, priority), reply));
        return session;
    }

    private static List<Long> counts(List<Message> messages, String header) {
        List<Long> counts = new ArrayList<>();
        messages.forEach(message -> counts.add(message.headers().integer(header)));
        return counts;
    }

    private static QueueDefinition definition(boolean durable, boolean autoDelete, long exclusiveOwner) {
        return new QueueDefinition("/", "q", durable, autoDelete, exclusiveOwner, QUORUM);
    }

    @Test
    void itIsDurableAndForEverybody() {
        QueueType.QUORUM.check(definition(true, false, 0));
        for (var wrong : List.of(
                List.of("auto-delete", definition(false, true, 7)),
                List.of("exclusive-owner", definition(false, false, 7)),
                List.of("non-durable", definition(false, false, 0)))) {
            assertThatThrownBy(() -> QueueType.QUORUM.check((QueueDefinition) wrong.get(1)))
                    .isInstanceOfSatisfying(
                            AmqpException.class,
                            e -> assertThat(e.replyText())
                                    .isEqualTo("PRECONDITION_FAILED - invalid property '" + wrong.get(0)
                                            + "' for queue 'q' in vhost '/'"));
        }
    }

    @Test
    void theTypeOfTheVirtualHostIsForQueuesThatItFits() {
        QueueDefinition plain = new QueueDefinition("/", "q", true, false, 0, Table.EMPTY);
        QueueDefinition mine = new QueueDefinition("/", "q", true, false, 7, Table.EMPTY);
        assertThat(QueueType.of(QueueType.typed(plain, "quorum").arguments())).isEqualTo(QueueType.QUORUM);
        assertThat(QueueType.typed(mine, "quorum")).isEqualTo(mine);
        assertThat(QueueType.typed(plain, "classic")).isEqualTo(plain);
    }

    @Test
    void onlyFailedDeliveriesCount() {
        QueueRef dead = town.queue("dead", Table.EMPTY);
        QueueRef queue = town.queue(
                "q",
                QUORUM.with("x-delivery-limit", 1)
                        .with("x-dead-letter-exchange", "")
                        .with("x-dead-letter-routing-key", "dead"));
        RecordedSubscriber session = consume(queue, "c", 1, 0);
        town.publish(queue, "poison");
        for (Settlement how : List.of(
                Settlement.REQUEUED, Settlement.FAILED, Settlement.REQUEUED, Settlement.REQUEUED, Settlement.FAILED)) {
            town.settle(queue, 1, how);
        }
        assertThat(counts(session.messages, "x-acquired-count")).containsExactly(null, 1L, 2L, 3L, 4L);
        assertThat(counts(session.messages, "x-delivery-count")).containsExactly(null, null, 1L, 1L, 1L);
        assertThat(town.get(dead).headers().string("x-first-death-reason")).isEqualTo("delivery_limit");
        assertThat(town.counts(queue).ready()).isZero();
    }

    @Test
    void twentyDeliveriesMayFailWhereNobodySays() {
        QueueRef queue = town.queue("q", QUORUM);
        QueueRef unlimited = town.queue("u", QUORUM.with("x-delivery-limit", -1));
        town.publish(queue, "poison");
        town.publish(unlimited, "poison");
        for (int i = 0; i <= 20; i++) {
            town.settle(queue, town.fetch(queue, false).sequence(), Settlement.FAILED);
            town.settle(unlimited, town.fetch(unlimited, false).sequence(), Settlement.FAILED);
        }
        assertThat(town.counts(queue).ready()).isZero();
        assertThat(town.get(unlimited).headers().integer("x-delivery-count")).isEqualTo(21);
    }

    @Test
    void aConsumerThatIsGoneHasFailed() {
        QueueRef queue = town.queue("q", QUORUM);
        consume(queue, "c", 1, 0);
        town.publish(queue, "a");
        town.loop(0).enter(() -> queue.channelClosed(QueueTown.CHANNEL, town.loop(0), () -> {}));
        town.turnAll();
        assertThat(town.get(queue).headers().integer("x-delivery-count")).isEqualTo(1);
    }

    @Test
    void thereAreThirtyTwoPriorities() {
        QueueRef queue = town.queue("q", QUORUM);
        for (int priority : List.of(0, 3, 5, 255, 31, 4)) {
            town.publish(queue, "p" + priority, QueueTown.priority(priority));
        }
        town.publish(queue, "none");
        assertThat(town.drain(queue)).containsExactly("p255", "p31", "p5", "p4", "none", "p3", "p0");
    }

    @Test
    void whoIsMoreImportantTakesOverWhenTheActiveOneHoldsNothing() {
        QueueRef queue = town.queue("q", QUORUM.with("x-single-active-consumer", true));
        RecordedSubscriber first = consume(queue, "first", 2, 0);
        town.publish(queue, "a");
        town.publish(queue, "b");
        RecordedSubscriber important = consume(queue, "important", 2, 1);
        town.publish(queue, "c");
        town.settle(queue, 1, Settlement.ACKNOWLEDGED);
        assertThat(first.delivered).containsExactly(1L, 2L);
        assertThat(important.delivered).isEmpty();
        town.settle(queue, 2, Settlement.ACKNOWLEDGED);
        assertThat(important.delivered).containsExactly(3L);
        RecordedSubscriber mostImportant = consume(queue, "most", 2, 2);
        town.settle(queue, 3, Settlement.FAILED);
        assertThat(mostImportant.delivered).containsExactly(-3L);
    }

    @Test
    void aSingleActiveConsumerLeavesNothingToGet() {
        QueueRef queue = town.queue("q", QUORUM.with("x-single-active-consumer", true));
        town.publish(queue, "a");
        RecordedReply<Fetched> reply =
                town.ask(queue, answer -> queue.get(QueueTown.CHANNEL, true, queue.loop(), answer));
        assertThat(reply.failure())
                .isEqualTo("RESOURCE_LOCKED - cannot obtain access to locked queue 'q' in vhost '/'. basic.get "
                        + "operations are not supported by quorum queues with single active consumer");
    }

    @Test
    void declaringItAgainIsNotUsingIt() {
        QueueRef queue = town.queue("q", QUORUM.with("x-expires", 100));
        town.pass(60);
        town.counts(queue);
        town.pass(60);
        assertThat(town.unused).containsExactly("q");
    }

    @Test
    void itCannotBeDeletedOnConditions() {
        assertThatThrownBy(() -> QueueType.QUORUM.checkDelete("queue 'q' in vhost '/'", true, true))
                .hasMessageContaining("cannot delete queue 'q' in vhost '/'. queue.delete operations with if-unused "
                        + "flag set are not supported by quorum queues");
        QueueType.CLASSIC.checkDelete("queue 'q' in vhost '/'", true, true);
    }

    @Test
    void whatIsTooMuchGoesOrIsRefused() {
        QueueRef drops = town.queue("d", QUORUM.with("x-max-length", 1).with("x-overflow", "reject-publish-dlx"));
        town.publish(drops, "a");
        assertThat(town.publish(drops, "b")).doesNotContain("rejected");
        assertThat(town.drain(drops)).containsExactly("b");
        QueueRef refuses = town.queue("r", QUORUM.with("x-max-length", 1).with("x-overflow", "reject-publish"));
        town.publish(refuses, "a");
        assertThat(town.publish(refuses, "b")).containsExactly("rejected");
        assertThat(town.drain(refuses)).containsExactly("a");
    }
}
