// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static io.leveret.amqp091.Messages.publish;
import static io.leveret.amqp091.Messages.queue;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Queues that go with their last consumer, and exchanges that go with their last binding. */
@EachLoopCount
class AutoDeleteIT {
    private static final int ROUNDS = 100;

    private static void autoDelete(Channel channel, String name) throws IOException {
        channel.queueDeclare(name, false, false, true, null);
    }

    private static boolean queueExists(Connection connection, String name) {
        try (Channel channel = connection.createChannel()) {
            channel.queueDeclarePassive(name);
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    private static boolean exchangeExists(Connection connection, String name) {
        try (Channel channel = connection.createChannel()) {
            channel.exchangeDeclarePassive(name);
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    @Test
    void aQueueThatNeverHadAConsumerStays(Connection connection) throws Exception {
        Channel channel = connection.createChannel();
        autoDelete(channel, "orders");
        channel.basicGet("orders", true);
        channel.close();
        assertThat(queueExists(connection, "orders")).isTrue();
    }

    @Test
    void theLastCancelTakesTheQueueAlongBeforeItIsAnswered(Connection connection) throws Exception {
        Channel channel = connection.createChannel();
        for (int i = 0; i < ROUNDS; i++) {
            autoDelete(channel, "orders");
            publish(channel, "orders", "held");
            String first = Inbox.of(channel, "orders").getConsumerTag();
            String second = Inbox.of(channel, "orders").getConsumerTag();
            channel.basicCancel(first);
            channel.queueDeclarePassive("orders");
            channel.basicCancel(second);
            assertThat(queueExists(connection, "orders")).as("round %d", i).isFalse();
        }
    }

    @Test
    void soItDoesWhereTheConsumerIsOfAnotherConnection(Connection connection, Connection other) throws Exception {
        Channel channel = connection.createChannel();
        Channel consuming = other.createChannel();
        for (int i = 0; i < ROUNDS; i++) {
            autoDelete(channel, "orders");
            consuming.basicCancel(Inbox.of(consuming, "orders").getConsumerTag());
            assertThat(queueExists(other, "orders")).as("round %d", i).isFalse();
        }
    }

    @Test
    void closingTheLastConsumersChannelTakesTheQueueAlong(Connection connection, Connection other) throws Exception {
        Channel channel = connection.createChannel();
        for (int i = 0; i < ROUNDS; i++) {
            autoDelete(channel, "orders");
            Channel consuming = other.createChannel();
            Inbox.of(consuming, "orders");
            consuming.close();
            assertThat(queueExists(other, "orders")).as("round %d", i).isFalse();
        }
    }

    @Test
    void closingTheLastConsumersConnectionTakesTheQueueAlong(Connection connection, ConnectionFactory factory)
            throws Exception {
        Channel channel = connection.createChannel();
        for (int i = 0; i < ROUNDS / 4; i++) {
            autoDelete(channel, "orders");
            Connection consuming = factory.newConnection();
            Inbox.of(consuming.createChannel(), "orders");
            consuming.close();
            assertThat(queueExists(connection, "orders")).as("round %d", i).isFalse();
        }
    }

    @Test
    void aDyingConnectionTakesTheQueueAlongToo(Connection connection, ConnectionFactory factory) throws Exception {
        autoDelete(connection.createChannel(), "orders");
        Sockets sockets = new Sockets();
        factory.setSocketConfigurator(sockets);
        Connection consuming = factory.newConnection();
        Inbox.of(consuming.createChannel(), "orders");
        sockets.kill();
        await().until(() -> !queueExists(connection, "orders"));
    }

    @Test
    void theNameIsFreeAtOnce(Channel channel, Channel other) throws Exception {
        other.confirmSelect();
        for (int i = 0; i < ROUNDS; i++) {
            autoDelete(channel, "orders");
            Inbox inbox = Inbox.of(channel, "orders");
            channel.basicCancel(inbox.getConsumerTag());
            channel.queueDeclare("orders", false, false, false, null); // not equivalent to the first
            publish(other, "orders", "kept");
            other.waitForConfirmsOrDie();
            assertThat(channel.queueDelete("orders").getMessageCount())
                    .as("round %d", i)
                    .isEqualTo(1);
        }
    }

    @Test
    void anExchangeGoesWithItsLastBinding(Connection connection) throws Exception {
        Channel channel = connection.createChannel();
        queue(channel, "a");
        queue(channel, "b");
        channel.exchangeDeclare("x", "direct", false, true, null);
        channel.queueBind("a", "x", "1");
        channel.queueBind("b", "x", "2");
        channel.queueUnbind("a", "x", "1");
        channel.exchangeDeclarePassive("x");
        channel.queueDelete("b");
        assertThat(exchangeExists(connection, "x")).isFalse();
    }

    @Test
    void anExchangeThatOnlyReceivesStays(Connection connection) throws Exception {
        Channel channel = connection.createChannel();
        channel.exchangeDeclare("x", "fanout", false, true, null);
        channel.exchangeBind("x", "amq.fanout", "");
        channel.exchangeUnbind("x", "amq.fanout", "");
        assertThat(exchangeExists(connection, "x")).isTrue();
    }

    @Test
    void aChainOfExchangesFallsWithItsEnd(Connection connection) throws Exception {
        Channel channel = connection.createChannel();
        for (String name : new String[] {"a", "b", "c", "d"}) {
            channel.exchangeDeclare(name, "fanout", false, true, null);
        }
        channel.exchangeBind("b", "a", "");
        channel.exchangeBind("c", "b", "");
        channel.exchangeBind("d", "c", "");
        channel.exchangeDelete("d");
        for (String name : new String[] {"a", "b", "c"}) {
            assertThat(exchangeExists(connection, name)).as(name).isFalse();
        }
    }

    @Test
    void anAutoDeleteQueuesEndEndsItsExchange(Connection connection) throws Exception {
        Channel channel = connection.createChannel();
        for (int i = 0; i < ROUNDS; i++) {
            autoDelete(channel, "orders");
            channel.exchangeDeclare("x", "fanout", false, true, null);
            channel.queueBind("orders", "x", "");
            channel.basicCancel(Inbox.of(channel, "orders").getConsumerTag());
            assertThat(exchangeExists(connection, "x")).as("round %d", i).isFalse();
        }
    }
}
