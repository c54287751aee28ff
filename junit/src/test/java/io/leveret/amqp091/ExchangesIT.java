// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static io.leveret.amqp091.Messages.drain;
import static io.leveret.amqp091.Messages.queue;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Exchanges of the four standard types, the predeclared ones, and what a binding means. */
@EachLoopCount
class ExchangesIT {
    private static void publish(Channel channel, String exchange, String... keys) throws IOException {
        for (String key : keys) {
            channel.basicPublish(exchange, key, null, key.getBytes(UTF_8));
        }
    }

    @Test
    void theDefaultExchangeReachesEveryQueueByItsName(Channel channel) throws Exception {
        queue(channel, "orders");
        publish(channel, "", "orders", "nowhere");
        assertThat(drain(channel, "orders")).containsExactly("orders");
    }

    @Test
    void thePredeclaredExchangesAreThere(Channel channel) throws Exception {
        queue(channel, "orders");
        for (String exchange : List.of("amq.direct", "amq.fanout", "amq.topic", "amq.headers", "amq.match")) {
            channel.exchangeDeclarePassive(exchange);
            channel.queueBind("orders", exchange, "key");
            publish(channel, exchange, "key");
            assertThat(drain(channel, "orders")).as(exchange).containsExactly("key");
        }
        channel.exchangeDeclarePassive("amq.rabbitmq.trace");
        channel.exchangeDeclare("amq.direct", "direct", true);
        channel.exchangeDeclare("amq.match", "headers", true);
    }

    @Test
    void directComparesTheWholeKey(Channel channel) throws Exception {
        queue(channel, "orders");
        channel.exchangeDeclare("x", "direct");
        channel.queueBind("orders", "x", "new");
        channel.queueBind("orders", "x", "paid");
        publish(channel, "x", "new", "pai", "paid", "paid.twice", "");
        assertThat(drain(channel, "orders")).containsExactly("new", "paid");
    }

    @Test
    void fanoutIgnoresTheKey(Channel channel) throws Exception {
        queue(channel, "a");
        queue(channel, "b");
        channel.exchangeDeclare("x", "fanout");
        channel.queueBind("a", "x", "this");
        channel.queueBind("b", "x", "that");
        publish(channel, "x", "other");
        assertThat(drain(channel, "a")).containsExactly("other");
        assertThat(drain(channel, "b")).containsExactly("other");
    }

    @Test
    void topicMatchesWordsByPattern(Channel channel) throws Exception {
        channel.exchangeDeclare("x", "topic");
        Map<String, List<String>> matches = Map.of(
                "stock.nyse.*", List.of("stock.nyse.ibm"),
                "stock.#", List.of("stock", "stock.nyse", "stock.nyse.ibm"),
                "#.ibm", List.of("stock.nyse.ibm"),
                "*", List.of("stock", ""),
                "*.*", List.of("stock.nyse", "."),
                "#", List.of("stock", "stock.nyse", "stock.nyse.ibm", "", "."));
        for (String pattern : matches.keySet()) {
            queue(channel, pattern);
            channel.queueBind(pattern, "x", pattern);
        }
        publish(channel, "x", "stock", "stock.nyse", "stock.nyse.ibm", "", ".");
        for (Map.Entry<String, List<String>> match : matches.entrySet()) {
            List<String> expected = match.getKey().equals("*") ? List.of("stock") : match.getValue();
            assertThat(drain(channel, match.getKey())).as(match.getKey()).isEqualTo(expected);
        }
    }

    @Test
    void aQueueGetsAMessageOnceHoweverManyBindingsMatch(Channel channel) throws Exception {
        queue(channel, "orders");
        channel.exchangeDeclare("x", "topic");
        channel.queueBind("orders", "x", "a.#");
        channel.queueBind("orders", "x", "#.b");
        channel.queueBind("orders", "x", "#");
        publish(channel, "x", "a.b");
        assertThat(drain(channel, "orders")).containsExactly("a.b");
    }

    @Test
    void bindingIsIdempotentAndUnbindingUndoesItAtOnce(Channel channel) throws Exception {
        queue(channel, "orders");
        channel.exchangeDeclare("x", "direct");
        channel.queueBind("orders", "x", "key");
        channel.queueBind("orders", "x", "key");
        channel.queueUnbind("orders", "x", "key");
        publish(channel, "x", "key");
        assertThat(drain(channel, "orders")).isEmpty();
    }

    @Test
    void bindingsThatDifferInArgumentsAreTwo(Channel channel) throws Exception {
        queue(channel, "orders");
        channel.exchangeDeclare("x", "direct");
        channel.queueBind("orders", "x", "key", Map.of("n", 1));
        channel.queueBind("orders", "x", "key", Map.of("n", 2));
        channel.queueUnbind("orders", "x", "key", Map.of("n", 1));
        publish(channel, "x", "key");
        assertThat(drain(channel, "orders")).containsExactly("key");
    }

    @Test
    void unbindingWhatIsNotBoundIsNoError(Channel channel) throws Exception {
        queue(channel, "orders");
        channel.queueUnbind("orders", "amq.direct", "key");
        channel.queueUnbind("missing", "amq.direct", "key");
        channel.queueUnbind("orders", "missing", "key");
        channel.exchangeUnbind("missing", "amq.direct", "key");
    }

    @Test
    void anInternalExchangeIsReachedThroughOthersOnly(Connection connection) throws Exception {
        Channel channel = connection.createChannel();
        queue(channel, "orders");
        channel.exchangeDeclare("inner", "fanout", false, false, true, null);
        channel.exchangeDeclare("outer", "fanout");
        channel.exchangeBind("inner", "outer", "");
        channel.queueBind("orders", "inner", "");
        publish(channel, "outer", "key");
        assertThat(drain(channel, "orders")).containsExactly("key");
        assertThat(Refusal.of(connection, fresh -> publish(fresh, "inner", "key")))
                .isEqualTo(Refusal.channel(
                        403, "ACCESS_REFUSED - cannot publish to internal exchange 'inner' in vhost '/'", 60, 40));
    }

    @Test
    void deletingAnExchangeForgetsItsBindings(Channel channel) throws Exception {
        queue(channel, "orders");
        channel.exchangeDeclare("x", "direct");
        channel.queueBind("orders", "x", "key");
        channel.exchangeDelete("x");
        channel.exchangeDelete("x");
        channel.exchangeDeclare("x", "direct");
        publish(channel, "x", "key");
        assertThat(drain(channel, "orders")).isEmpty();
    }

    @Test
    void deletingAQueueForgetsItsBindings(Channel channel) throws Exception {
        queue(channel, "orders");
        channel.queueBind("orders", "amq.fanout", "");
        channel.queueDelete("orders");
        queue(channel, "orders");
        publish(channel, "amq.fanout", "key");
        assertThat(drain(channel, "orders")).isEmpty();
    }

    @Test
    void anUnusedExchangeCanBeDeletedConditionally(Connection connection) throws Exception {
        Channel channel = connection.createChannel();
        queue(channel, "orders");
        channel.exchangeDeclare("x", "direct");
        channel.queueBind("orders", "x", "key");
        assertThat(Refusal.of(connection, fresh -> fresh.exchangeDelete("x", true)))
                .isEqualTo(Refusal.channel(406, "PRECONDITION_FAILED - exchange 'x' in vhost '/' in use", 40, 20));
        publish(channel, "x", "key");
        assertThat(drain(channel, "orders")).containsExactly("key");
        channel.queueUnbind("orders", "x", "key");
        channel.exchangeDelete("x", true);
    }

    @Test
    void whatOneConnectionBindsAnotherPublishesThrough(Channel channel, Channel other) throws Exception {
        queue(channel, "orders");
        channel.exchangeDeclare("x", "direct");
        other.confirmSelect();
        publish(other, "x", "key"); // remembers that this goes nowhere
        other.waitForConfirmsOrDie();
        for (int i = 0; i < 50; i++) {
            channel.queueBind("orders", "x", "key");
            publish(other, "x", "key");
            other.waitForConfirmsOrDie();
            assertThat(drain(channel, "orders")).as("bound, round %d", i).containsExactly("key");
            channel.queueUnbind("orders", "x", "key");
            publish(other, "x", "key");
            other.waitForConfirmsOrDie();
            assertThat(drain(channel, "orders")).as("unbound, round %d", i).isEmpty();
        }
    }

    @Test
    void aTransientExchangeMayBeBoundToADurableQueue(Channel channel) throws Exception {
        channel.queueDeclare("orders", true, false, false, null);
        channel.exchangeDeclare("x", "direct", false);
        channel.queueBind("orders", "x", "key");
        publish(channel, "x", "key");
        assertThat(drain(channel, "orders")).containsExactly("key");
    }
}
