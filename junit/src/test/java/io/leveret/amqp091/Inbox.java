// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.Envelope;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A consumer that keeps what it gets. */
final class Inbox extends DefaultConsumer {
    private static final long PATIENCE_SECONDS = 60;

    private final BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
    private final CountDownLatch cancelled = new CountDownLatch(1);

    private Inbox(Channel channel) {
        super(channel);
    }

    /** Consumes and acknowledges by hand. */
    static Inbox of(Channel channel, String queue) throws IOException {
        return of(channel, queue, Map.of());
    }

    static Inbox of(Channel channel, String queue, Map<String, Object> arguments) throws IOException {
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, false, arguments, inbox);
        return inbox;
    }

    /** Consumes without acknowledgements. */
    static Inbox autoAck(Channel channel, String queue) throws IOException {
        Inbox inbox = new Inbox(channel);
        channel.basicConsume(queue, true, inbox);
        return inbox;
    }

    /** The next delivery, which must come. */
    Delivery next() throws InterruptedException {
        Delivery delivery = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(delivery).as("delivery to %s", getConsumerTag()).isNotNull();
        return delivery;
    }

    /** The bodies of the next deliveries. */
    List<String> next(int count) throws InterruptedException {
        List<String> bodies = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            bodies.add(text(next()));
        }
        return bodies;
    }

    /**
     * The bodies of all deliveries that have come and were not taken: everything the queue had sent when it answered.
     *
     * @param queue what is consumed from
     */
    List<String> rest(String queue) throws IOException {
        getChannel().queueDeclarePassive(queue); // the answer travels behind the deliveries
        List<Delivery> rest = new ArrayList<>();
        arrived.drainTo(rest);
        return rest.stream().map(Inbox::text).toList();
    }

    static String text(Delivery delivery) {
        return new String(delivery.getBody(), StandardCharsets.UTF_8);
    }

    /** Waits for the broker's basic.cancel. */
    void awaitCancel() throws InterruptedException {
        assertThat(cancelled.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("basic.cancel of %s", getConsumerTag())
                .isTrue();
    }

    @Override
    public void handleDelivery(String tag, Envelope envelope, AMQP.BasicProperties properties, byte[] body) {
        arrived.add(new Delivery(envelope, properties, body));
    }

    @Override
    public void handleCancel(String tag) {
        cancelled.countDown();
    }
}
