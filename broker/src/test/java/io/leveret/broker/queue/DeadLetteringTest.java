// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import static io.leveret.broker.queue.QueueTown.body;
import static io.leveret.broker.queue.QueueTown.expiring;
import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.message.Message;
import io.leveret.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Where messages go that a queue gives up, on its loop and on another. */
@ParameterizedClass
@ValueSource(ints = {0, 1})
class DeadLetteringTest {
    private final QueueTown town = new QueueTown(2, 0);
    private final QueueRef dead;

    DeadLetteringTest(int loop) {
        dead = town.queue("dead", loop, Table.EMPTY);
    }

    private QueueRef source(Table arguments) {
        return town.queue(
                "source", arguments.with("x-dead-letter-exchange", "").with("x-dead-letter-routing-key", "dead"));
    }

    private String reason(Message message) {
        return String.valueOf(message.headers().string("x-last-death-reason"));
    }

    @Test
    void rejectedMessagesInTheirOrder() {
        QueueRef source = source(Table.EMPTY);
        List<Long> held = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            town.publish(source, "m" + i);
            held.add(town.fetch(source, false).sequence());
        }
        long[] sequences = held.stream().mapToLong(Long::longValue).toArray();
        town.loop(0).enter(() -> source.settle(sequences, sequences.length, Settlement.DISCARDED));
        town.turnAll();
        assertThat(town.drain(dead))
                .isEqualTo(IntStream.range(0, 400).mapToObj(i -> "m" + i).toList());
        assertThat(town.counts(source).unacknowledged()).isZero();
    }

    @Test
    void expiredMessages() {
        QueueRef source = source(Table.of("x-message-ttl", 20));
        town.publish(source, "a");
        town.publish(source, "b", expiring(10));
        town.pass(20);
        assertThat(town.drain(dead)).containsExactly("b", "a");
    }

    @Test
    void whatIsTooMuch() {
        QueueRef source = source(Table.of("x-max-length", 1));
        town.publish(source, "a");
        town.publish(source, "b");
        town.turnAll();
        Message message = town.get(dead);
        assertThat(body(message)).isEqualTo("a");
        assertThat(reason(message)).isEqualTo("maxlen");
        assertThat(town.drain(source)).containsExactly("b");
    }

    @Test
    void whatIsRefused() {
        QueueRef source = source(Table.of("x-max-length", 1).with("x-overflow", "reject-publish-dlx"));
        town.publish(source, "a");
        assertThat(town.publish(source, "b")).containsExactly("rejected");
        town.turnAll();
        assertThat(town.drain(dead)).containsExactly("b");
        assertThat(town.drain(source)).containsExactly("a");
    }

    @Test
    void aTargetThatIsFullRefusesDeadLettersToo() {
        QueueRef full = town.queue("full", 1, Table.of("x-max-length", 0).with("x-overflow", "reject-publish"));
        QueueRef source = town.queue(
                "source",
                Table.of("x-dead-letter-exchange", "")
                        .with("x-dead-letter-routing-key", "full")
                        .with("x-message-ttl", 0));
        town.publish(source, "a");
        town.turnAll();
        assertThat(town.ready(source)).isZero();
        assertThat(town.ready(full)).isZero();
    }

    @Test
    void aMissingExchangeSwallowsThem() {
        QueueRef source = town.queue(
                "source", Table.of("x-dead-letter-exchange", "nowhere").with("x-message-ttl", 5));
        town.publish(source, "a");
        town.pass(10);
        assertThat(town.ready(source)).isZero();
    }

    @Test
    void aCycleEnds() {
        QueueRef one = town.queue("one", 0, cycle("two"));
        QueueRef two = town.queue("two", 1, cycle("one"));
        town.publish(one, "a");
        town.pass(100);
        assertThat(town.ready(one) + town.ready(two)).isZero();
    }

    private static Table cycle(String next) {
        return Table.of("x-dead-letter-exchange", "")
                .with("x-dead-letter-routing-key", next)
                .with("x-message-ttl", 5);
    }

    @Test
    void aDeletedQueueStillSendsWhatWasGivenUp() {
        QueueRef source = source(Table.EMPTY);
        town.publish(source, "a");
        long held = town.fetch(source, false).sequence();
        town.loop(0).enter(() -> {
            source.settle(held, Settlement.DISCARDED);
            source.delete(false, false, town.loop(0), new RecordedReply<>());
        });
        town.turnAll();
        assertThat(town.drain(dead)).containsExactly("a");
    }

    @Test
    void tenThousandAtOnce() {
        QueueRef source = source(Table.of("x-message-ttl", 50));
        for (int i = 0; i < 10_000; i++) {
            town.publish(source, "m" + i);
        }
        town.pass(50);
        assertThat(town.ready(source)).isZero();
        assertThat(town.drain(dead))
                .isEqualTo(IntStream.range(0, 10_000).mapToObj(i -> "m" + i).toList());
    }
}
