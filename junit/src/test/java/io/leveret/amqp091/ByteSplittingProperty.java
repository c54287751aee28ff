// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static io.leveret.amqp091.RawClient.BODY;
import static io.leveret.amqp091.RawClient.HEARTBEAT;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.impl.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** However the network cuts a client's bytes, the answers are the same. */
@EachLoopCount
class ByteSplittingProperty {
    private static final int CUT_IN_MANY = 100;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final ByteArrayOutputStream session = new ByteArrayOutputStream();

    /** By offset in the session: how many frames the broker has answered once all up to there has come. */
    private final TreeMap<Integer, Integer> answersAt = new TreeMap<>();

    private int answers;

    /** Everything a client does in its life, nothing of which waits for an answer. */
    @BeforeEach
    void write() throws IOException {
        step(1, RawClient.HEADER_0_9_1);
        step(1, 0, RawClient.startOk("PLAIN", "\0guest\0guest"));
        step(
                0,
                0,
                new AMQP.Connection.TuneOk.Builder()
                        .channelMax(10)
                        .frameMax(4_096)
                        .build());
        step(1, 0, new AMQP.Connection.Open.Builder().build());
        step(1, 1, new AMQP.Channel.Open.Builder().build());
        step(1, 1, new AMQP.Queue.Declare.Builder().queue("split").exclusive().build());
        publish(1, "split", 0, 1);
        publish(1, "split", 3, 3);
        publish(1, "split", 20, 1);
        step(2, 1, new AMQP.Basic.Get.Builder().queue("split").noAck().build());
        step(3, 1, new AMQP.Basic.Get.Builder().queue("split").noAck().build());
        step(0, RawClient.frame(HEARTBEAT, 0, new byte[0]));
        step(1, 2, new AMQP.Channel.Open.Builder().build());
        step(1, 2, new AMQP.Basic.Qos.Builder().prefetchCount(1).build());
        step(
                4,
                2,
                new AMQP.Basic.Consume.Builder().queue("split").consumerTag("c").build());
        step(0, 2, new AMQP.Basic.Ack.Builder().deliveryTag(1).build());
        step(1, 3, new AMQP.Channel.Open.Builder().build());
        step(1, 3, new AMQP.Confirm.Select.Builder().build());
        publish(3, "nowhere", 5, 1); // answered when the turn ends
        answersAt.put(session.size(), ++answers);
        step(1, 1, new AMQP.Queue.Declare.Builder().queue("none").passive().build());
        step(0, 1, new AMQP.Channel.CloseOk.Builder().build());
        step(1, 1, new AMQP.Channel.Open.Builder().build());
        step(1, 1, new AMQP.Queue.Purge.Builder().queue("split").build());
        step(1, 0, new AMQP.Connection.Close.Builder().replyCode(200).build());
    }

    private void step(int answersMore, int channel, Method method) throws IOException {
        step(answersMore, RawClient.bytes(((com.rabbitmq.client.impl.Method) method).toFrame(channel)));
    }

    private void step(int answersMore, byte[] bytes) throws IOException {
        session.write(bytes);
        answers += answersMore;
        answersAt.put(session.size(), answers);
    }

    private void publish(int channel, String queue, int bodyBytes, int frames) throws IOException {
        step(0, channel, new AMQP.Basic.Publish.Builder().routingKey(queue).build());
        AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                .headers(Map.of("k", "v"))
                .messageId("m")
                .build();
        step(0, RawClient.bytes(properties.toFrame(channel, bodyBytes)));
        for (int i = 0; i < frames && bodyBytes > 0; i++) {
            step(0, RawClient.frame(BODY, channel, new byte[bodyBytes / frames]));
        }
    }

    @Test
    void oneCutAnywhere(URI broker) throws IOException {
        Map<Integer, List<String>> whole = answers(broker);
        for (int cut = 1; cut < session.size(); cut++) {
            assertThat(answers(broker, cut)).as("cut at %d", cut).isEqualTo(whole);
        }
    }

    @Test
    void cutInMany(URI broker) throws IOException {
        Map<Integer, List<String>> whole = answers(broker);
        Random random = new Random(seed);
        for (int round = 0; round < CUT_IN_MANY; round++) {
            int[] cuts = random.ints(1 + random.nextInt(40), 1, session.size())
                    .distinct()
                    .sorted()
                    .toArray();
            assertThat(answers(broker, cuts)).as("seed %d", seed).isEqualTo(whole);
        }
    }

    @Test
    void byteByByte(URI broker) throws IOException {
        int[] everywhere = new int[session.size() - 1];
        Arrays.setAll(everywhere, i -> i + 1);
        assertThat(answers(broker, everywhere)).isEqualTo(answers(broker));
    }

    /** What is answered on each channel; each part is sent when all before it has been answered. */
    private Map<Integer, List<String>> answers(URI broker, int... cuts) throws IOException {
        byte[] bytes = session.toByteArray();
        Map<Integer, List<String>> answered = new TreeMap<>();
        int got = 0;
        int from = 0;
        try (RawClient client = new RawClient(broker)) {
            for (int part = 0; part <= cuts.length; part++) {
                int to = part < cuts.length ? cuts[part] : bytes.length;
                client.send(Arrays.copyOfRange(bytes, from, to));
                from = to;
                Map.Entry<Integer, Integer> due = answersAt.floorEntry(to);
                for (int all = due == null ? 0 : due.getValue(); got < all; got++) {
                    Frame frame = client.next();
                    assertThat(frame).as("answer %d after %s", got, answered).isNotNull();
                    answered.computeIfAbsent(frame.getChannel(), channel -> new ArrayList<>())
                            .add(frame.getType() + ":"
                                    + HexFormat.of()
                                            .formatHex(frame.getInputStream().readAllBytes()));
                }
            }
        }
        return answered;
    }
}
