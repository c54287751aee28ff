// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static io.leveret.amqp091.Messages.drain;
import static io.leveret.amqp091.Messages.numbers;
import static io.leveret.amqp091.Messages.publish;
import static io.leveret.amqp091.Messages.publishNumbers;
import static io.leveret.amqp091.Messages.queue;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Delivery tags, ack, nack, reject, recover, and where messages go that nobody acknowledged. */
@EachLoopCount
class AcknowledgeIT {
    private static List<String> getAll(Channel channel, String queue) throws IOException {
        List<String> bodies = new ArrayList<>();
        for (GetResponse got = channel.basicGet(queue, false); got != null; got = channel.basicGet(queue, false)) {
            bodies.add(new String(got.getBody(), "utf-8"));
        }
        return bodies;
    }

    @Test
    void tagsCountFromOneOverGetsAndDeliveries(Channel channel) throws Exception {
        queue(channel, "orders");
        publishNumbers(channel, "orders", 2);
        assertThat(channel.basicGet("orders", true).getEnvelope().getDeliveryTag())
                .isEqualTo(1);
        GetResponse second = channel.basicGet("orders", false);
        assertThat(second.getEnvelope().getDeliveryTag()).isEqualTo(2);
        assertThat(second.getEnvelope().getExchange()).isEmpty();
        assertThat(second.getEnvelope().getRoutingKey()).isEqualTo("orders");
        assertThat(second.getMessageCount()).isZero();
        Inbox inbox = Inbox.of(channel, "orders");
        publish(channel, "orders", "2");
        assertThat(inbox.next().getEnvelope().getDeliveryTag()).isEqualTo(3);
        assertThat(channel.basicGet("orders", true)).isNull();
    }

    @Test
    void theFirstDeliveryIsNotARedelivery(Channel channel, Channel other) throws Exception {
        queue(channel, "orders");
        publish(channel, "orders", "1");
        GetResponse first = channel.basicGet("orders", false);
        assertThat(first.getEnvelope().isRedeliver()).isFalse();
        Inbox inbox = Inbox.of(other, "orders");
        channel.basicReject(first.getEnvelope().getDeliveryTag(), true);
        Delivery second = inbox.next();
        assertThat(second.getEnvelope().isRedeliver()).isTrue();
        other.basicNack(second.getEnvelope().getDeliveryTag(), false, true);
        assertThat(inbox.next().getEnvelope().isRedeliver()).isTrue();
    }

    @Test
    void anAcknowledgedMessageIsGone(Channel channel) throws Exception {
        queue(channel, "orders");
        publishNumbers(channel, "orders", 3);
        channel.basicGet("orders", false);
        channel.basicGet("orders", false);
        channel.basicAck(1, false);
        channel.basicRecover();
        assertThat(drain(channel, "orders")).containsExactly("1", "2");
    }

    @Test
    void multipleTakesEverythingUpToTheTag(Channel channel) throws Exception {
        queue(channel, "orders");
        publishNumbers(channel, "orders", 10);
        assertThat(getAll(channel, "orders")).hasSize(10);
        channel.basicAck(3, false);
        channel.basicAck(6, true);
        channel.basicReject(8, false);
        channel.basicNack(9, true, true);
        assertThat(drain(channel, "orders")).containsExactly("6", "8");
        channel.basicNack(0, true, true);
        assertThat(drain(channel, "orders")).containsExactly("9");
        channel.basicAck(0, true);
    }

    @Test
    void rejectedMessagesAreDropped(Channel channel) throws Exception {
        queue(channel, "orders");
        publishNumbers(channel, "orders", 2);
        getAll(channel, "orders");
        channel.basicReject(1, false);
        channel.basicNack(2, false, false);
        channel.basicRecover();
        assertThat(drain(channel, "orders")).isEmpty();
    }

    @Test
    void requeuedMessagesGoBackToTheirPlace(Channel channel) throws Exception {
        queue(channel, "orders");
        publishNumbers(channel, "orders", 10);
        for (int i = 0; i < 5; i++) {
            channel.basicGet("orders", false);
        }
        channel.basicNack(4, false, true);
        channel.basicNack(2, false, true);
        channel.basicNack(5, false, true);
        assertThat(drain(channel, "orders")).containsExactly("1", "3", "4", "5", "6", "7", "8", "9");
    }

    @Test
    void recoverRequeuesAllOfTheChannelBeforeItIsAnswered(Connection connection) throws Exception {
        Channel channel = connection.createChannel();
        Channel other = connection.createChannel();
        queue(channel, "orders");
        publishNumbers(channel, "orders", 10);
        other.basicGet("orders", false);
        for (int i = 0; i < 5; i++) {
            channel.basicGet("orders", false);
        }
        channel.basicRecover();
        assertThat(drain(channel, "orders")).isEqualTo(numbers(1, 10));
    }

    @Test
    void closingAChannelGivesBackWhatItHeldBeforeItIsAnswered(Connection connection, Channel other) throws Exception {
        queue(other, "orders");
        for (int round = 0; round < 20; round++) {
            publishNumbers(other, "orders", 50);
            other.queueDeclarePassive("orders");
            Channel channel = connection.createChannel();
            Inbox inbox = Inbox.of(channel, "orders");
            assertThat(inbox.next(50)).isEqualTo(numbers(0, 50));
            channel.basicAck(10, true);
            channel.close();
            assertThat(drain(other, "orders")).as("round %d", round).isEqualTo(numbers(10, 50));
        }
    }

    @Test
    void closingAConnectionGivesBackWhatItHeldBeforeItIsAnswered(ConnectionFactory factory, Channel other)
            throws Exception {
        queue(other, "orders");
        for (int round = 0; round < 10; round++) {
            publishNumbers(other, "orders", 50);
            other.queueDeclarePassive("orders");
            Connection connection = factory.newConnection();
            Channel first = connection.createChannel();
            Channel second = connection.createChannel();
            for (int i = 0; i < 10; i++) {
                first.basicGet("orders", false);
                second.basicGet("orders", false);
            }
            second.basicAck(1, false);
            connection.close();
            List<String> left = numbers(0, 50);
            left.remove("1");
            assertThat(drain(other, "orders")).as("round %d", round).isEqualTo(left);
        }
    }

    @Test
    void aDyingConnectionGivesBackWhatItHeld(ConnectionFactory factory, Channel other) throws Exception {
        queue(other, "orders");
        publishNumbers(other, "orders", 50);
        Sockets sockets = new Sockets();
        factory.setSocketConfigurator(sockets);
        Channel channel = factory.newConnection().createChannel();
        Inbox dying = Inbox.of(channel, "orders");
        assertThat(dying.next(50)).isEqualTo(numbers(0, 50));
        Inbox waiting = Inbox.of(other, "orders");
        sockets.kill();
        for (String body : numbers(0, 50)) {
            Delivery delivery = waiting.next();
            assertThat(Inbox.text(delivery)).isEqualTo(body);
            assertThat(delivery.getEnvelope().isRedeliver()).isTrue();
        }
    }

    @Test
    void whatComesBackGoesToAnotherConsumerInOrder(Channel first, Channel second) throws Exception {
        queue(first, "orders");
        publishNumbers(first, "orders", 1000);
        Inbox one = Inbox.of(first, "orders");
        assertThat(one.next(1000)).isEqualTo(numbers(0, 1000));
        Inbox two = Inbox.of(second, "orders");
        first.close();
        assertThat(two.next(1000)).isEqualTo(numbers(0, 1000));
    }

    @Test
    void automaticAcknowledgementNeedsNoMore(Connection connection) throws Exception {
        Channel channel = connection.createChannel();
        queue(channel, "orders");
        publishNumbers(channel, "orders", 3);
        Inbox inbox = Inbox.autoAck(channel, "orders");
        assertThat(inbox.next(3)).isEqualTo(numbers(0, 3));
        channel.close();
        assertThat(drain(connection.createChannel(), "orders")).isEmpty();
    }

    @Test
    void cancellingKeepsWhatIsUnacknowledged(Channel channel) throws Exception {
        queue(channel, "orders");
        publish(channel, "orders", "1");
        Inbox inbox = Inbox.of(channel, "orders");
        long tag = inbox.next().getEnvelope().getDeliveryTag();
        channel.basicCancel(inbox.getConsumerTag());
        assertThat(drain(channel, "orders")).isEmpty();
        publish(channel, "orders", "2");
        assertThat(inbox.rest("orders")).isEmpty();
        channel.basicNack(tag, false, true);
        assertThat(drain(channel, "orders")).containsExactly("1", "2");
    }

    @Test
    void longGapsBetweenOldAndNewTagsAreKept(Channel channel) throws Exception {
        queue(channel, "orders");
        publish(channel, "orders", "old");
        channel.basicGet("orders", false);
        for (int i = 0; i < 1000; i++) {
            publish(channel, "orders", "new");
            channel.basicAck(channel.basicGet("orders", false).getEnvelope().getDeliveryTag(), false);
        }
        channel.basicNack(1, false, true);
        assertThat(drain(channel, "orders")).containsExactly("old");
    }
}
