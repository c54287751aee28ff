// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.message.Address;
import io.leveret.broker.message.HeapContent;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Properties;
import io.leveret.broker.message.Trail;
import io.leveret.table.LongString;
import io.leveret.table.Table;
import io.leveret.table.Timestamp;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What dead-lettered messages say of themselves. */
class DeathsTest {
    private static final long NOW = 1_234_567_890_123L;

    private static Message message(Table headers, Trail trail) {
        Properties properties = Properties.EMPTY.withHeaders(headers).withExpiration("60000");
        return new Message(
                new Address("x", "key"), true, HeapContent.of(properties.encode(), new byte[3]), 0, 60_000, trail);
    }

    private static Message dies(Message message, String queue, DeathReason reason) {
        return Deaths.record(message, queue, reason, NOW, "dlx", null);
    }

    private static List<String> history(Message message) {
        return message.headers().array("x-death").stream()
                .map(Table.class::cast)
                .map(death -> death.string("queue") + " " + death.string("reason") + " " + death.integer("count"))
                .toList();
    }

    @Test
    void theFirstDeath() {
        Message dead = dies(message(Table.of("a", 1), Trail.NONE), "q", DeathReason.EXPIRED);
        assertThat(dead.headers())
                .isEqualTo(Table.builder()
                        .add("a", 1)
                        .add(
                                "x-death",
                                List.of(Table.builder()
                                        .add("original-expiration", "60000")
                                        .add("count", 1L)
                                        .add("reason", "expired")
                                        .add("queue", "q")
                                        .add("time", new Timestamp(NOW / 1000))
                                        .add("exchange", "x")
                                        .add("routing-keys", List.of(LongString.of("key")))
                                        .build()))
                        .add("x-first-death-exchange", "x")
                        .add("x-first-death-queue", "q")
                        .add("x-first-death-reason", "expired")
                        .add("x-last-death-exchange", "x")
                        .add("x-last-death-queue", "q")
                        .add("x-last-death-reason", "expired")
                        .build());
        assertThat(dead.properties().expiration()).isNull();
        assertThat(dead.ttlMillis()).isEqualTo(Message.FOREVER);
        assertThat(dead.address().toString()).isEqualTo("dlx/key");
        assertThat(dead.persistent()).isTrue();
        assertThat(dead.bodyBytes()).isEqualTo(3);
    }

    @Test
    void oneEntryForEachQueueAndReasonTheLatestFirst() {
        Message dead = dies(message(Table.EMPTY, Trail.NONE), "a", DeathReason.EXPIRED);
        dead = dies(dead, "b", DeathReason.MAXLEN);
        assertThat(history(dead)).containsExactly("b maxlen 1", "a expired 1");
        dead = dies(dead, "a", DeathReason.EXPIRED);
        assertThat(history(dead)).containsExactly("a expired 2", "b maxlen 1");
        dead = dies(dead, "a", DeathReason.REJECTED);
        assertThat(history(dead)).containsExactly("a rejected 1", "a expired 2", "b maxlen 1");
        assertThat(dead.headers().string("x-first-death-reason")).isEqualTo("expired");
        assertThat(dead.headers().string("x-first-death-exchange")).isEqualTo("x");
        assertThat(dead.headers().string("x-last-death-reason")).isEqualTo("rejected");
        assertThat(dead.headers().string("x-last-death-exchange")).isEqualTo("dlx");
    }

    @Test
    void whatAPublisherWroteIsNotBelieved() {
        Table forged = Table.of(
                        "x-death",
                        List.of(Table.of("queue", "q").with("reason", "expired").with("count", 7L)))
                .with("x-first-death-queue", "forged");
        Message dead = dies(message(forged, Trail.NONE), "q", DeathReason.EXPIRED);
        assertThat(history(dead)).containsExactly("q expired 1");
        assertThat(dead.headers().string("x-first-death-queue")).isEqualTo("q");
        assertThat(Deaths.cycle(message(forged, Trail.NONE), "q")).isFalse();
    }

    @Test
    void roundAndRoundIsACycleUnlessSomebodyRejected() {
        Message dead = dies(message(Table.EMPTY, Trail.NONE), "a", DeathReason.EXPIRED);
        dead = dies(dead, "b", DeathReason.MAXLEN);
        assertThat(Deaths.cycle(dead, "a")).isTrue();
        assertThat(Deaths.cycle(dead, "b")).isTrue();
        assertThat(Deaths.cycle(dead, "c")).isFalse();
        assertThat(Deaths.cycle(dies(dead, "c", DeathReason.REJECTED), "a")).isFalse();
        Message rejectedBefore =
                dies(dies(message(Table.EMPTY, Trail.NONE), "c", DeathReason.REJECTED), "a", DeathReason.EXPIRED);
        assertThat(Deaths.cycle(rejectedBefore, "a")).isTrue();
    }

    @Test
    void copiesAreSeenAndBlindOnesAreNot() {
        Table headers = Table.of("CC", List.of(LongString.of("copy")));
        Message published = message(headers, Trail.of(List.of("hidden")));
        assertThat(Deaths.routingKeys(published)).containsExactly("key", "copy", "hidden");
        Message dead = dies(published, "q", DeathReason.REJECTED);
        Table death = (Table) dead.headers().array("x-death").get(0);
        assertThat(death.array("routing-keys")).containsExactly(LongString.of("key"), LongString.of("copy"));
        assertThat(Deaths.routingKeys(dead)).containsExactly("key", "copy", "hidden");
    }

    @Test
    void theQueuesOwnKeyReplacesThemAllForEver() {
        Table headers = Table.of("CC", List.of(LongString.of("copy")));
        Message dead = Deaths.record(
                message(headers, Trail.of(List.of("hidden"))), "q", DeathReason.REJECTED, NOW, "dlx", "dead");
        assertThat(dead.address().toString()).isEqualTo("dlx/dead");
        assertThat(Deaths.routingKeys(dead)).containsExactly("dead");
        assertThat(Deaths.routingKeys(dies(dead, "r", DeathReason.EXPIRED))).containsExactly("dead");
    }
}
