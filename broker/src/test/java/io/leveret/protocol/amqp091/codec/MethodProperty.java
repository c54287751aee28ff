// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.table.RandomTables;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A failing run names its seed; replay it with {@code -Dseed=N}. */
class MethodProperty {
    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);

    @Test
    void everyClientMethodComesBack() {
        for (int round = 0; round < 200; round++) {
            for (Class<?> type : MethodRecords.CLIENT) {
                ClientMethod method = (ClientMethod) MethodRecords.random(type, random, RandomTables::table);
                ByteBuf frame = Unpooled.buffer();
                ClientFrames.writeMethod(frame, 7, method);

                assertThat(decode(frame)).as("seed %d", seed).isEqualTo(method);
                assertThat(frame.readableBytes()).isEqualTo(1);
            }
        }
    }

    @Test
    void everyServerMethodComesBack() {
        for (int round = 0; round < 200; round++) {
            for (Class<?> type : MethodRecords.SERVER) {
                ServerMethod method = (ServerMethod) MethodRecords.random(type, random, RandomTables::table);
                ByteBuf frame = Unpooled.buffer();
                Frames.writeMethod(frame, 7, method);

                assertThat(ClientFrames.readMethod(frame)).as("seed %d", seed).isEqualTo(method);
                assertThat(frame.isReadable()).isFalse();
            }
        }
    }

    @Test
    void anyBytesAreAMethodOrACleanError() {
        Set<Class<?>> outcomes = new HashSet<>();
        for (int round = 0; round < 500; round++) {
            for (Class<?> type : MethodRecords.CLIENT) {
                ByteBuf frame = Unpooled.buffer();
                ClientFrames.writeMethod(
                        frame, 1, (ClientMethod) MethodRecords.random(type, random, RandomTables::table));
                int end = frame.writerIndex() - 1;
                int damage = random.nextInt(3);
                if (damage == 0) {
                    end = 7 + 4 + random.nextInt(end - 7 - 4 + 1);
                    frame.writerIndex(end).capacity(end);
                } else {
                    for (int i = 0; i < damage && end > 11; i++) {
                        frame.setByte(11 + random.nextInt(end - 11), random.nextInt());
                    }
                }
                outcomes.add(outcome(frame, end));
            }
        }
        assertThat(outcomes).as("seed %d", seed).hasSize(MethodRecords.CLIENT.size() + 1);
    }

    @Test
    void unknownIdsAreUnimplementedWhateverTheirArguments() {
        for (int round = 0; round < 20_000; round++) {
            ByteBuf arguments = Unpooled.wrappedBuffer(RandomTables.bytes(random, random.nextInt(20)));
            int method = 10 * random.nextInt(12) << 16 | random.nextInt(130);
            try {
                MethodDecoder.decode(method, arguments, arguments.writerIndex());
            } catch (UnimplementedMethodException e) {
                assertThat(e.method()).isEqualTo(method);
            } catch (MalformedFrameException e) {
                assertThat(e.method()).isEqualTo(method);
            } catch (Throwable other) {
                throw new AssertionError("seed " + seed + ": " + ByteBufUtil.hexDump(arguments), other);
            }
        }
    }

    private Class<?> outcome(ByteBuf frame, int end) {
        try {
            frame.readerIndex(Frames.PREFIX_BYTES);
            ClientMethod decoded = MethodDecoder.decode(frame.readInt(), frame, end);
            assertThat(frame.readerIndex()).isEqualTo(end);
            return decoded.getClass();
        } catch (MalformedFrameException e) {
            assertThat(e.method()).isEqualTo(frame.getInt(Frames.PREFIX_BYTES));
            assertThat(e.replyCode()).isIn(501, 502);
            assertThat(e.reason()).isNotBlank();
            return MalformedFrameException.class;
        } catch (Throwable other) {
            throw new AssertionError("seed " + seed + ": " + ByteBufUtil.hexDump(frame, 0, end), other);
        }
    }

    static ClientMethod decode(ByteBuf frame) {
        int end = Frames.PREFIX_BYTES + frame.getInt(Frames.LENGTH_OFFSET);
        frame.readerIndex(Frames.PREFIX_BYTES);
        return MethodDecoder.decode(frame.readInt(), frame, end);
    }
}
