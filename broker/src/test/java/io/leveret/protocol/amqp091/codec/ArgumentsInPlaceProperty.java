// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.leveret.protocol.amqp091.codec.BasicMethods.BasicAck;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicNack;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicPublish;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicReject;
import io.leveret.table.MalformedTableException;
import io.leveret.table.RandomTables;
import io.leveret.table.Table;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is read in place says the same as the records, and refuses the same bytes. */
class ArgumentsInPlaceProperty {
    private static final int ROUNDS = 5_000;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void publish() {
        for (int round = 0; round < ROUNDS; round++) {
            ByteBuf in = arguments(BasicPublish.class);
            int index = 2;
            int end = cutSometimes(in);
            try {
                PublishArguments.check(in, index, end);
                BasicPublish method = (BasicPublish) decode(MethodIds.BASIC_PUBLISH, in, index, end);
                assertThat(ShortString.read(
                                in, PublishArguments.exchangeOffset(index), PublishArguments.exchangeLength(in, index)))
                        .as("seed %d", seed)
                        .isEqualTo(method.exchange());
                assertThat(ShortString.read(
                                in,
                                PublishArguments.routingKeyOffset(in, index),
                                PublishArguments.routingKeyLength(in, index)))
                        .isEqualTo(method.routingKey());
                assertThat(ByteBufUtil.getBytes(
                                in, PublishArguments.namesOffset(index), PublishArguments.namesLength(in, index)))
                        .isEqualTo(ShortString.encode(method.exchange(), method.routingKey()));
                assertThat(PublishArguments.mandatory(in, index)).isEqualTo(method.mandatory());
                assertThat(PublishArguments.immediate(in, index)).isEqualTo(method.immediate());
            } catch (MalformedFrameException e) {
                assertRecordRefuses(MethodIds.BASIC_PUBLISH, in, index, end);
            }
        }
    }

    @Test
    void settle() {
        for (int round = 0; round < ROUNDS; round++) {
            ByteBuf in = arguments(BasicNack.class);
            int end = cutSometimes(in);
            for (int method : new int[] {MethodIds.BASIC_ACK, MethodIds.BASIC_NACK, MethodIds.BASIC_REJECT}) {
                try {
                    SettleArguments.check(method, 2, end);
                    ClientMethod record = decode(method, in, 2, end);
                    boolean multiple = SettleArguments.multiple(in, 2);
                    long tag = SettleArguments.deliveryTag(in, 2);
                    if (record instanceof BasicAck) {
                        assertThat(record).as("seed %d", seed).isEqualTo(new BasicAck(tag, multiple));
                    } else if (record instanceof BasicNack) {
                        assertThat(record).isEqualTo(new BasicNack(tag, multiple, SettleArguments.nackRequeue(in, 2)));
                    } else {
                        assertThat(record).isEqualTo(new BasicReject(tag, SettleArguments.rejectRequeue(in, 2)));
                    }
                } catch (MalformedFrameException e) {
                    assertRecordRefuses(method, in, 2, end);
                }
            }
        }
    }

    @Test
    void tables() {
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = RandomTables.damaged(random);
            ByteBuf in = Unpooled.wrappedBuffer(bytes);
            MalformedTableException decoding =
                    catchThrowableOfType(MalformedTableException.class, () -> Table.decode(bytes));
            MalformedTableException checking = catchThrowableOfType(
                    MalformedTableException.class, () -> FieldTable.check(in, 0, in.writerIndex()));

            assertThat(checking == null).as("seed %d, round %d", seed, round).isEqualTo(decoding == null);
            if (checking != null) {
                assertThat(checking).hasMessage(decoding.getMessage());
            }
        }
    }

    /** Two bytes, then random arguments of the method, and capacity for no more. */
    private ByteBuf arguments(Class<? extends ClientMethod> type) {
        ByteBuf out = Unpooled.buffer();
        out.writeShort(0);
        ClientMethod method = (ClientMethod) MethodRecords.random(type, random, RandomTables::table);
        MethodRecords.write(out, (Record) method, method.method());
        return out.capacity(out.writerIndex());
    }

    /** The end of the arguments, which is also the buffer's. */
    private int cutSometimes(ByteBuf in) {
        int end = random.nextInt(4) == 0 ? 2 + random.nextInt(in.writerIndex() - 1) : in.writerIndex();
        in.writerIndex(end).capacity(end);
        return end;
    }

    private static ClientMethod decode(int method, ByteBuf in, int index, int end) {
        return MethodDecoder.decode(method, in.readerIndex(index), end);
    }

    private void assertRecordRefuses(int method, ByteBuf in, int index, int end) {
        assertThat(catchThrowableOfType(MalformedFrameException.class, () -> decode(method, in, index, end)))
                .as("seed %d", seed)
                .isNotNull();
    }
}
