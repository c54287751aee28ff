// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static io.leveret.amqp091.RawClient.BODY;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.Method;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Whatever bytes a peer sends, it gets well-formed frames and the end of its connection; nothing breaks inside, and a
 * neighbour's messages go through. {@code -Dcases=N} for more than the usual number.
 */
@EachLoopCount
class AnyBytesProperty {
    private static final int CASES = 1_000;
    private static final int CASES_PER_LOOK = 50;
    private static final int[] CLASSES = {10, 20, 30, 40, 50, 60, 85, 90};

    @RegisterExtension
    final Accidents accidents = new Accidents();

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void harmNobody(URI broker, Channel neighbour) throws Exception {
        String queue = neighbour.queueDeclare().getQueue();
        int cases = Integer.getInteger("cases", CASES);
        for (int i = 1; i <= cases; i++) {
            try (RawClient client = client(broker)) {
                client.sendUnlessClosed(bytes());
                client.endOutput();
                client.awaitEnd();
            } catch (AssertionError | Exception e) {
                throw new AssertionError("case " + i + " of seed " + seed, e);
            }
            if (i % CASES_PER_LOOK == 0) {
                assertWorks(neighbour, queue, String.valueOf(i));
            }
        }
        accidents.assertNone("seed %d", seed);
    }

    private static void assertWorks(Channel neighbour, String queue, String body) throws IOException {
        Messages.publish(neighbour, queue, body);
        GetResponse got = neighbour.basicGet(queue, true);
        assertThat(new String(got.getBody(), UTF_8)).isEqualTo(body);
    }

    /** How far a peer behaves before it stops to. */
    private RawClient client(URI broker) throws IOException {
        return switch (random.nextInt(6)) {
            case 0 -> new RawClient(broker);
            case 1 -> {
                RawClient client = new RawClient(broker);
                client.send(RawClient.HEADER_0_9_1);
                client.expect(AMQP.Connection.Start.class);
                yield client;
            }
            default -> RawClient.ready(broker);
        };
    }

    private byte[] bytes() throws IOException {
        return switch (random.nextInt(4)) {
            case 0 -> garbage(random.nextInt(300));
            case 1 -> frames();
            default -> damaged(session());
        };
    }

    private byte[] garbage(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Whole frames with any contents; most methods exist. */
    private byte[] frames() {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 1 + random.nextInt(5); i > 0; i--) {
            byte[] payload = garbage(random.nextInt(40));
            if (payload.length >= 4 && random.nextInt(4) > 0) {
                ByteBuffer.wrap(payload)
                        .putShort((short) CLASSES[random.nextInt(CLASSES.length)])
                        .putShort((short) (10 * random.nextInt(13) + random.nextInt(2)));
            }
            int type = random.nextInt(10) == 0 ? random.nextInt(256) : 1 + random.nextInt(3);
            frames.writeBytes(RawClient.frame(type, random.nextInt(3), payload));
        }
        return frames.toByteArray();
    }

    /** What an honest client on channel 1 would send. */
    private byte[] session() throws IOException {
        String queue = "q" + random.nextInt(5);
        List<Method> methods = List.of(
                new AMQP.Queue.Declare.Builder()
                        .queue(queue)
                        .exclusive()
                        .arguments(Map.of("x-n", 1, "x-t", Map.of("a", true)))
                        .build(),
                new AMQP.Exchange.Declare.Builder()
                        .exchange("x")
                        .type("topic")
                        .autoDelete()
                        .build(),
                new AMQP.Queue.Bind.Builder()
                        .queue(queue)
                        .exchange("amq.topic")
                        .routingKey("a.*.#")
                        .build(),
                new AMQP.Basic.Consume.Builder().queue(queue).consumerTag("c").build(),
                new AMQP.Basic.Get.Builder().queue(queue).build(),
                new AMQP.Basic.Ack.Builder().deliveryTag(1).build(),
                new AMQP.Basic.Nack.Builder()
                        .deliveryTag(0)
                        .multiple()
                        .requeue()
                        .build(),
                new AMQP.Basic.Recover.Builder().requeue(true).build(),
                new AMQP.Confirm.Select.Builder().build(),
                new AMQP.Tx.Select.Builder().build(),
                new AMQP.Tx.Commit.Builder().build(),
                new AMQP.Channel.Close.Builder().replyCode(200).build(),
                new AMQP.Channel.Open.Builder().build());
        ByteArrayOutputStream session = new ByteArrayOutputStream();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            if (random.nextInt(3) == 0) {
                publish(session, queue);
            } else {
                Method method = i == 6 ? methods.get(0) : methods.get(random.nextInt(methods.size()));
                session.write(RawClient.bytes(((com.rabbitmq.client.impl.Method) method).toFrame(1)));
            }
        }
        return session.toByteArray();
    }

    private void publish(ByteArrayOutputStream session, String queue) throws IOException {
        session.write(RawClient.bytes(((com.rabbitmq.client.impl.Method) new AMQP.Basic.Publish.Builder()
                        .routingKey(queue)
                        .mandatory(random.nextBoolean())
                        .build())
                .toFrame(1)));
        byte[] body = garbage(random.nextInt(30));
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .headers(Map.of("CC", List.of("a", "b"), "n", 1L))
                .expiration("1000")
                .deliveryMode(1 + random.nextInt(2))
                .replyTo("amq.rabbitmq.reply-to")
                .build();
        session.write(RawClient.bytes(properties.toFrame(1, body.length)));
        session.write(RawClient.frame(BODY, 1, body));
    }

    /** The same with some bytes changed, lost, doubled, or with the rest missing. */
    private byte[] damaged(byte[] honest) {
        byte[] bytes = honest;
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0; i--) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(5)) {
                case 0 -> bytes = Arrays.copyOf(bytes, at);
                case 1 -> bytes = without(bytes, at);
                case 2 ->
                    bytes = ByteBuffer.allocate(bytes.length + 1)
                            .put(bytes, 0, at)
                            .put((byte) random.nextInt(256))
                            .put(bytes, at, bytes.length - at)
                            .array();
                default -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            }
        }
        return bytes;
    }

    private static byte[] without(byte[] bytes, int at) {
        return ByteBuffer.allocate(bytes.length - 1)
                .put(bytes, 0, at)
                .put(bytes, at + 1, bytes.length - at - 1)
                .array();
    }
}
