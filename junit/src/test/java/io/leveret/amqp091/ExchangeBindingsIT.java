// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static io.leveret.amqp091.Messages.drain;
import static io.leveret.amqp091.Messages.queue;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import org.junit.jupiter.api.Test;

/** Bindings from exchange to exchange. */
@EachLoopCount
class ExchangeBindingsIT {
    @Test
    void aMessageFollowsAChainOfExchangesUnderOneKey(Channel channel) throws Exception {
        queue(channel, "orders");
        channel.exchangeDeclare("topic", "topic");
        channel.exchangeDeclare("direct", "direct");
        channel.exchangeDeclare("fanout", "fanout");
        channel.exchangeBind("direct", "topic", "a.#");
        channel.exchangeBind("fanout", "direct", "a.b");
        channel.queueBind("orders", "fanout", "");
        channel.basicPublish("topic", "a.b", null, "through".getBytes(UTF_8));
        channel.basicPublish("topic", "a.c", null, "lost at direct".getBytes(UTF_8));
        channel.basicPublish("topic", "b", null, "lost at topic".getBytes(UTF_8));
        assertThat(drain(channel, "orders")).containsExactly("through");
    }

    @Test
    void aCycleIsGoneRoundOnceAndEachQueueGetsOneCopy(Channel channel) throws Exception {
        queue(channel, "orders");
        for (String name : new String[] {"a", "b", "c"}) {
            channel.exchangeDeclare(name, "fanout");
            channel.queueBind("orders", name, "");
        }
        channel.exchangeBind("b", "a", "");
        channel.exchangeBind("c", "b", "");
        channel.exchangeBind("a", "c", "");
        channel.exchangeBind("a", "a", "");
        channel.basicPublish("b", "", null, "once".getBytes(UTF_8));
        assertThat(drain(channel, "orders")).containsExactly("once");
    }

    @Test
    void bindingTwiceIsOneBindingAndUnbindingUndoesIt(Channel channel) throws Exception {
        queue(channel, "orders");
        channel.exchangeDeclare("source", "direct");
        channel.queueBind("orders", "amq.fanout", "");
        channel.exchangeBind("amq.fanout", "source", "key");
        channel.exchangeBind("amq.fanout", "source", "key");
        channel.basicPublish("source", "key", null, "bound".getBytes(UTF_8));
        channel.exchangeUnbind("amq.fanout", "source", "key");
        channel.exchangeUnbind("amq.fanout", "source", "key");
        channel.basicPublish("source", "key", null, "unbound".getBytes(UTF_8));
        assertThat(drain(channel, "orders")).containsExactly("bound");
    }
}
