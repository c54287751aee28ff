// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import io.leveret.table.LongString;
import io.leveret.table.Table;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RabbitMQ's Java client reads our frames and writes the same bytes again: it names fields in the order we do. */
class JavaClientProperty {
    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void readsAndWritesEveryMethodAsWeDo() throws IOException {
        for (int round = 0; round < 100; round++) {
            for (Class<?> type : MethodRecords.SERVER) {
                ByteBuf frame = Unpooled.buffer();
                Frames.writeMethod(
                        frame, 3, (ServerMethod) MethodRecords.random(type, random, JavaClientProperty::table));
                assertSameInJavaClient(frame);
            }
            for (Class<?> type : MethodRecords.CLIENT) {
                ByteBuf frame = Unpooled.buffer();
                ClientFrames.writeMethod(
                        frame, 3, (ClientMethod) MethodRecords.random(type, random, JavaClientProperty::table));
                assertSameInJavaClient(frame);
            }
        }
    }

    private void assertSameInJavaClient(ByteBuf frame) throws IOException {
        byte[] ours = ByteBufUtil.getBytes(frame);
        var theirs = AMQImpl.readMethodFrom(
                Frame.readFrom(new DataInputStream(new ByteArrayInputStream(ours)), () -> 1 << 20)
                        .getInputStream());
        ByteArrayOutputStream again = new ByteArrayOutputStream();
        theirs.toFrame(3).writeTo(new DataOutputStream(again));

        assertThat(again.toByteArray()).as("seed %d: %s", seed, theirs).isEqualTo(ours);
        assertThat(MethodIds.name(frame.getInt(Frames.PREFIX_BYTES)))
                .isEqualTo(theirs.protocolMethodName().replace("#method<", "").replace(">", ""));
    }

    /** At most one field: the client keeps tables as maps without an order. */
    private static Table table(Random random) {
        return random.nextBoolean() ? Table.EMPTY : Table.of("x-key", LongString.of("v" + random.nextInt()));
    }
}
