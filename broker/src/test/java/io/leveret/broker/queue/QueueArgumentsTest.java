// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.broker.message.AmqpException;
import io.leveret.table.Table;
import io.leveret.table.UnsignedByte;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What queues and their consumers may be declared with. */
class QueueArgumentsTest {
    private static final String QUEUE = "queue 'q' in vhost '/'";

    private static String refusal(Runnable check) {
        try {
            check.run();
            return "";
        } catch (AmqpException e) {
            return e.replyText();
        }
    }

    private static String queue(Table arguments) {
        return refusal(() -> QueueArguments.check(QUEUE, arguments));
    }

    private static String queue(String key, Object value) {
        return queue(Table.of(key, value)).replace("PRECONDITION_FAILED - invalid arg '" + key + "' for " + QUEUE, "");
    }

    private static String consumer(String key, Object value) {
        return refusal(() -> QueueArguments.checkConsumer(QUEUE, QueueType.CLASSIC, Table.of(key, value)))
                .replace("PRECONDITION_FAILED - invalid arg '" + key + "' for " + QUEUE, "");
    }

    @Test
    void valuesOfTheRightKindAreTaken() {
        assertThat(queue(Table.of("x-message-ttl", 0)
                        .with("x-expires", new UnsignedByte((short) 1))
                        .with("x-max-length", 0L)
                        .with("x-max-length-bytes", 5)
                        .with("x-overflow", "reject-publish-dlx")
                        .with("x-dead-letter-exchange", "")
                        .with("x-dead-letter-routing-key", "k")
                        .with("x-dead-letter-strategy", "at-least-once")
                        .with("x-max-priority", 255)
                        .with("x-single-active-consumer", true)
                        .with("x-consumer-timeout", 1)
                        .with("x-delivery-limit", -1)
                        .with("x-queue-mode", "lazy")
                        .with("x-queue-version", 1)
                        .with("x-queue-type", "classic")
                        .with("x-queue-leader-locator", "balanced")
                        .with("x-nobody-knows", 1.5)))
                .isEmpty();
    }

    @Test
    void othersAreRefusedWithRabbitMQsReasons() {
        assertThat(queue("x-expires", 0)).isEqualTo(": {value_zero,0}");
        assertThat(queue("x-expires", -1)).isEqualTo(": {value_negative,-1}");
        assertThat(queue("x-message-ttl", -5)).isEqualTo(": {value_negative,-5}");
        assertThat(queue("x-message-ttl", 315_360_000_001L)).isEqualTo(": {value_too_large,315360000001}");
        assertThat(queue("x-message-ttl", "abc")).isEqualTo(": \"expected integer, got longstr\"");
        assertThat(queue("x-max-length", -1)).isEqualTo(": {value_negative,-1}");
        assertThat(queue("x-max-length-bytes", true)).isEqualTo(": \"expected integer, got bool\"");
        assertThat(queue("x-max-priority", 256)).isEqualTo(": {max_value_exceeded,256}");
        assertThat(queue("x-max-priority", -1)).isEqualTo(": {value_negative,-1}");
        assertThat(queue("x-overflow", "explode")).isEqualTo(": invalid_overflow");
        assertThat(queue("x-overflow", 1)).isEqualTo(": {unacceptable_type,signedint}");
        assertThat(queue("x-dead-letter-exchange", 5)).isEqualTo(": {unacceptable_type,signedint}");
        assertThat(queue("x-dead-letter-routing-key", "k")).isEqualTo(": routing_key_but_no_dlx_defined");
        assertThat(queue("x-dead-letter-strategy", "perhaps")).isEqualTo(": invalid_dlx_strategy");
        assertThat(queue("x-single-active-consumer", "true")).isEqualTo(": {unacceptable_type,longstr}");
        assertThat(queue("x-queue-type", "stream")).isEqualTo(": \"unsupported queue type 'stream'\"");
        assertThat(queue("x-queue-type", 5)).isEqualTo(": {unacceptable_type,signedint}");
    }

    @Test
    void argumentsOfOtherTypesOfQueueAreRefused() {
        for (String key : List.of("x-max-age", "x-max-in-memory-length", "x-quorum-initial-group-size")) {
            assertThat(queue(key, 5)).isEqualTo(" of queue type rabbit_classic_queue");
        }
    }

    @Test
    void quorumQueuesHaveArgumentsOfTheirOwn() {
        Table quorum = Table.of("x-queue-type", "quorum");
        assertThat(queue(quorum.with("x-delivery-limit", 5)
                        .with("x-quorum-initial-group-size", 3)
                        .with("x-member-placement-tag", "a")
                        .with("x-max-in-memory-length", 1)
                        .with("x-max-in-memory-bytes", 1)
                        .with("x-consumer-disconnected-timeout", 1)
                        .with("x-delayed-retry-type", "all")
                        .with("x-delayed-retry-min", 10)
                        .with("x-delayed-retry-max", 100)
                        .with("x-dead-letter-strategy", "at-least-once")))
                .isEmpty();
        for (String key : List.of("x-max-priority", "x-queue-mode", "x-queue-version", "x-max-age")) {
            assertThat(queue(quorum.with(key, 1)))
                    .isEqualTo("PRECONDITION_FAILED - invalid arg '" + key + "' for " + QUEUE
                            + " of queue type rabbit_quorum_queue");
        }
        assertThat(queue(quorum.with("x-quorum-initial-group-size", 0)))
                .endsWith("invalid arg 'x-quorum-initial-group-size' for " + QUEUE + ": {value_zero,0}");
    }

    @Test
    void delaysOfOurOwnAreChecked() {
        String ours = "x-leveret-delayed-retry-";
        assertThat(queue(Table.of(ours + "type", "failed")
                        .with(ours + "min", 5)
                        .with(ours + "max", 50)
                        .with(ours + "backoff", "exponential")))
                .isEmpty();
        assertThat(queue(ours + "type", "sometimes")).isEqualTo(": invalid_delayed_retry_type");
        assertThat(queue(ours + "type", "all")).isEqualTo(": delayed_retry_type_but_no_min_defined");
        assertThat(queue(ours + "min", 0)).isEqualTo(": {value_zero,0}");
        assertThat(queue(ours + "max", 5)).isEqualTo(": max_less_than_min");
        assertThat(queue(ours + "backoff", "quadratic")).isEqualTo(": invalid_backoff");
        assertThat(queue("x-delayed-retry-type", "all")).isEqualTo(" of queue type rabbit_classic_queue");
    }

    @Test
    void argumentsOfConsumers() {
        assertThat(consumer("x-priority", -5)).isEmpty();
        assertThat(consumer("x-anything", "goes")).isEmpty();
        assertThat(consumer("x-priority", "high")).isEqualTo(": \"expected integer, got longstr\"");
        assertThat(consumer("x-consumer-timeout", -1)).isEqualTo(": {value_negative,-1}");
        assertThat(consumer("x-stream-offset", "first")).isEqualTo(" of queue type rabbit_classic_queue");
    }
}
