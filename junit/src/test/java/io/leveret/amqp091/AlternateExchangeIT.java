// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static io.leveret.amqp091.Messages.drain;
import static io.leveret.amqp091.Messages.queue;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Return;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;

/** Where unroutable messages go instead. */
@EachLoopCount
class AlternateExchangeIT {
    private static void declare(Channel channel, String name, String alternate) throws IOException {
        channel.exchangeDeclare(name, "direct", false, false, Map.of("alternate-exchange", alternate));
    }

    private static void publish(Channel channel, String exchange, String key, boolean mandatory) throws IOException {
        channel.basicPublish(exchange, key, mandatory, null, key.getBytes(UTF_8));
    }

    @Test
    void onlyUnroutableMessagesTakeIt(Channel channel) throws Exception {
        queue(channel, "known");
        queue(channel, "unknown");
        channel.exchangeDeclare("rest", "fanout");
        channel.queueBind("unknown", "rest", "");
        declare(channel, "x", "rest");
        channel.queueBind("known", "x", "a");
        publish(channel, "x", "a", false);
        publish(channel, "x", "b", false);
        assertThat(drain(channel, "known")).containsExactly("a");
        assertThat(drain(channel, "unknown")).containsExactly("b");
    }

    @Test
    void aChainOfThemIsFollowedAndMayNameAMissingExchange(Channel channel) throws Exception {
        queue(channel, "orders");
        declare(channel, "first", "second");
        publish(channel, "first", "early", false); // there is no second yet
        declare(channel, "second", "third");
        declare(channel, "third", "nowhere");
        channel.queueBind("orders", "third", "late");
        publish(channel, "first", "late", false);
        publish(channel, "first", "lost", false);
        assertThat(drain(channel, "orders")).containsExactly("late");
    }

    @Test
    void aCycleOfThemEndsAndTheMessageIsReturnedOnce(Channel channel) throws Exception {
        BlockingQueue<Return> returned = new LinkedBlockingQueue<>();
        channel.addReturnListener(returned::add);
        declare(channel, "a", "b");
        declare(channel, "b", "c");
        declare(channel, "c", "b");
        publish(channel, "a", "key", true);
        publish(channel, "a", "not mandatory", false);
        channel.basicQos(0);
        assertThat(returned).singleElement().satisfies(message -> {
            assertThat(message.getReplyCode()).isEqualTo(312);
            assertThat(message.getExchange()).isEqualTo("a");
            assertThat(message.getRoutingKey()).isEqualTo("key");
        });
    }

    @Test
    void whatItRoutesIsNotReturned(Channel channel) throws Exception {
        BlockingQueue<Return> returned = new LinkedBlockingQueue<>();
        channel.addReturnListener(returned::add);
        queue(channel, "orders");
        channel.queueBind("orders", "amq.fanout", "");
        declare(channel, "x", "amq.fanout");
        publish(channel, "x", "key", true);
        channel.basicQos(0);
        assertThat(returned).isEmpty();
        assertThat(drain(channel, "orders")).containsExactly("key");
    }
}
