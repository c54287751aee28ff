// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.message.Message;
import io.leveret.table.Table;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Dead letters that must arrive, on their queue's loop and on another. */
@ParameterizedClass
@ValueSource(ints = {0, 1})
class CarefulDeadLetteringTest {
    private static final Table CAREFUL = Table.of("x-queue-type", "quorum")
            .with("x-dead-letter-strategy", "at-least-once")
            .with("x-overflow", "reject-publish")
            .with("x-dead-letter-exchange", "")
            .with("x-dead-letter-routing-key", "dead");

    private final QueueTown town = new QueueTown(2, 0);
    private final int loop;

    CarefulDeadLetteringTest(int loop) {
        this.loop = loop;
    }

    private void reject(QueueRef queue, String body) {
        town.publish(queue, body);
        town.settle(queue, town.fetch(queue, false).sequence(), Settlement.DISCARDED);
    }

    private int waiting(QueueRef queue) {
        int[] waiting = new int[1];
        town.loop(0).enter(() -> waiting[0] = queue.view().deadLetters());
        return waiting[0];
    }

    @Test
    void aFullQueueIsTriedAgain() {
        QueueRef dead = town.queue("dead", loop, Table.of("x-max-length", 1).with("x-overflow", "reject-publish"));
        QueueRef source = town.queue("source", CAREFUL);
        reject(source, "a");
        reject(source, "b");
        assertThat(waiting(source)).isEqualTo(1);
        Message first = town.get(dead);
        assertThat(QueueTown.body(first)).isEqualTo("a");
        assertThat(town.get(dead)).isNull();
        town.pass(1_000);
        assertThat(town.drain(dead)).containsExactly("b");
        assertThat(waiting(source)).isZero();
    }

    @Test
    void whatHasNowhereToGoStays() {
        QueueRef source = town.queue("source", CAREFUL);
        reject(source, "a");
        town.pass(2_500);
        assertThat(waiting(source)).isEqualTo(1);
        QueueRef dead = town.queue("dead", loop, Table.EMPTY);
        town.pass(1_000);
        assertThat(town.drain(dead)).containsExactly("a");
        assertThat(waiting(source)).isZero();
    }

    @Test
    void theLimitsCountThem() {
        QueueRef source = town.queue("source", CAREFUL.with("x-max-length", 1));
        reject(source, "a");
        assertThat(town.publish(source, "b")).containsExactly("rejected");
    }

    @Test
    void aPurgeGivesThemUp() {
        QueueRef source = town.queue("source", CAREFUL);
        reject(source, "a");
        town.<Long>ask(source, reply -> source.purge(source.loop(), reply));
        QueueRef dead = town.queue("dead", loop, Table.EMPTY);
        town.pass(2_000);
        assertThat(waiting(source)).isZero();
        assertThat(town.drain(dead)).isEmpty();
    }

    @Test
    void aQueueThatMayDropItsOldestIsNotCareful() {
        QueueRef source = town.queue("source", CAREFUL.with("x-overflow", "drop-head"));
        reject(source, "a");
        assertThat(waiting(source)).isZero();
        QueueRef dead = town.queue("dead", loop, Table.EMPTY);
        town.pass(2_000);
        assertThat(town.drain(dead)).isEmpty();
    }

    @Test
    void aLongLineWaitsOnDisk() {
        QueueRef source = town.queue("source", CAREFUL);
        for (int i = 0; i < 700; i++) {
            reject(source, "m" + i);
        }
        assertThat(waiting(source)).isEqualTo(700);
        QueueRef dead = town.queue("dead", loop, Table.EMPTY);
        town.pass(3_000);
        assertThat(town.drain(dead)).hasSize(700).doesNotHaveDuplicates();
        assertThat(waiting(source)).isZero();
    }
}
