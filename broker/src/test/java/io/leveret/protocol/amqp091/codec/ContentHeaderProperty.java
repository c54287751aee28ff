// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import io.leveret.table.RandomTables;
import io.leveret.table.Table;
import io.leveret.table.Utf8;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.util.Date;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A failing run names its seed; replay it with {@code -Dseed=N}. */
class ContentHeaderProperty {
    private static final int PROPERTIES = 14;
    private static final int BEFORE = 5;

    private final long seed = Long.getLong("seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final ContentHeader header = new ContentHeader();

    @Test
    void everySubsetOfThePropertiesIsFound() {
        for (int subset = 0; subset < 1 << PROPERTIES; subset++) {
            Sample sample = new Sample(subset << 2, random);
            ByteBuf in = sample.payload();
            header.read(in, BEFORE, in.writerIndex());
            sample.assertFound(in, header, seed);
        }
    }

    @Test
    void theJavaClientsPropertiesAreFound() throws IOException {
        byte[] payload = new AMQP.BasicProperties.Builder()
                .contentType("text/plain")
                .headers(Map.of("h", 1))
                .deliveryMode(2)
                .priority(9)
                .replyTo("reply")
                .expiration("60000")
                .timestamp(new Date(7000))
                .userId("guest")
                .build()
                .toFrame(1, 42)
                .getPayload();
        ByteBuf in = Unpooled.wrappedBuffer(payload);

        header.read(in, 0, payload.length);

        assertThat(header.classId()).isEqualTo(60);
        assertThat(header.weight()).isZero();
        assertThat(header.bodyBytes()).isEqualTo(42);
        assertThat(header.isPersistent()).isTrue();
        assertThat(header.priority()).isEqualTo(9);
        assertThat(ContentHeader.text(in, header.replyToOffset())).isEqualTo("reply");
        assertThat(ContentHeader.text(in, header.expirationOffset())).isEqualTo("60000");
        assertThat(ContentHeader.text(in, header.userIdOffset())).isEqualTo("guest");
        assertThat(in.getLong(header.timestampOffset())).isEqualTo(7);
        assertThat(Table.decode(payload, header.headersOffset(), header.headersLength()))
                .isEqualTo(Table.of("h", 1));
        assertThat(header.correlationIdOffset()).isEqualTo(-1);
        assertThat(header.messageIdOffset()).isEqualTo(-1);
    }

    @Test
    void anyBytesAreAHeaderOrMalformed() {
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            ByteBuf in = new Sample(random.nextInt(1 << PROPERTIES) << 2, random).payload();
            int end = in.writerIndex();
            if (random.nextBoolean()) {
                end = BEFORE + random.nextInt(end - BEFORE + 1);
                in.writerIndex(end).capacity(end);
            } else {
                in.setByte(BEFORE + random.nextInt(end - BEFORE), random.nextInt());
            }
            try {
                header.read(in, BEFORE, end);
                read++;
                assertThat(header.propertiesOffset() + header.propertiesLength())
                        .isEqualTo(end);
                if (header.headersOffset() >= 0) {
                    Table.decode(ByteBufUtil.getBytes(in, header.headersOffset(), header.headersLength()));
                }
            } catch (MalformedFrameException e) {
                assertThat(e.method()).isEqualTo(MethodIds.BASIC_PUBLISH);
                assertThat(e.replyCode()).isIn(501, 502);
            } catch (Throwable other) {
                throw new AssertionError("seed " + seed + ": " + ByteBufUtil.hexDump(in, 0, end), other);
            }
        }
        assertThat(read).isPositive();
    }

    @Test
    void furtherFlagWordsMustBeEmpty() {
        String start = "003c" + "0000" + "0000000000000000";
        ByteBuf in = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(start + "1001" + "0001" + "0000" + "02"));
        header.read(in, 0, in.writerIndex());
        assertThat(header.deliveryMode()).isEqualTo(2);
        assertThat(header.propertiesLength()).isEqualTo(7);

        for (String rest : new String[] {"1001" + "8000" + "02", "0001", "0003" + "0001", "0000" + "00", "00", ""}) {
            ByteBuf bad = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(start + rest));
            assertThatThrownBy(() -> header.read(bad, 0, bad.writerIndex()))
                    .isInstanceOf(MalformedFrameException.class);
        }
    }

    /** Random properties with the given flags, written by the specification's order. */
    private static final class Sample {
        private final ByteBuf properties = Unpooled.buffer();
        private final int flags;
        private final long bodyBytes;
        private final byte[][] texts = new byte[PROPERTIES][];
        private final Table headers;
        private final int deliveryMode;
        private final int priority;

        Sample(int flags, Random random) {
            this.flags = flags;
            this.bodyBytes = random.nextLong();
            this.headers = RandomTables.table(random);
            this.deliveryMode = random.nextInt(256);
            this.priority = random.nextInt(256);
            properties.writeShort(flags);
            for (int property = 0; property < PROPERTIES; property++) {
                texts[property] = RandomTables.bytes(random, random.nextInt(random.nextInt(20) == 0 ? 256 : 10));
                if (!has(property)) {
                    continue;
                }
                switch (property) {
                    case 2 -> properties.writeInt(headers.encode().length).writeBytes(headers.encode());
                    case 3 -> properties.writeByte(deliveryMode);
                    case 4 -> properties.writeByte(priority);
                    case 9 -> properties.writeLong(bodyBytes);
                    default -> properties.writeByte(texts[property].length).writeBytes(texts[property]);
                }
            }
        }

        private boolean has(int property) {
            return (flags >> 15 - property & 1) != 0;
        }

        /** Behind a few bytes of something else, in a buffer that ends with it. */
        ByteBuf payload() {
            ByteBuf out = Unpooled.buffer();
            out.writeZero(BEFORE).writeShort(60).writeShort(1).writeLong(bodyBytes);
            out.writeBytes(properties, 0, properties.writerIndex());
            return out.capacity(out.writerIndex());
        }

        void assertFound(ByteBuf in, ContentHeader found, long seed) {
            assertThat(found.classId()).as("seed %d, flags %x", seed, flags).isEqualTo(60);
            assertThat(found.weight()).isEqualTo(1);
            assertThat(found.bodyBytes()).isEqualTo(bodyBytes);
            assertThat(ByteBufUtil.getBytes(in, found.propertiesOffset(), found.propertiesLength()))
                    .isEqualTo(ByteBufUtil.getBytes(properties));
            assertThat(found.deliveryMode()).isEqualTo(has(3) ? deliveryMode : -1);
            assertThat(found.priority()).isEqualTo(has(4) ? priority : -1);
            assertText(in, found.correlationIdOffset(), 5);
            assertText(in, found.replyToOffset(), 6);
            assertText(in, found.expirationOffset(), 7);
            assertText(in, found.messageIdOffset(), 8);
            assertText(in, found.userIdOffset(), 11);
            assertThat(found.timestampOffset() >= 0).isEqualTo(has(9));
            if (has(9)) {
                assertThat(in.getLong(found.timestampOffset())).isEqualTo(bodyBytes);
            }
            assertThat(found.headersOffset() >= 0).isEqualTo(has(2));
            if (has(2)) {
                assertThat(ByteBufUtil.getBytes(in, found.headersOffset(), found.headersLength()))
                        .isEqualTo(headers.encode());
            }
        }

        private void assertText(ByteBuf in, int offset, int property) {
            assertThat(offset >= 0).as("property %d", property).isEqualTo(has(property));
            if (offset >= 0) {
                byte[] text = ByteBufUtil.getBytes(in, offset, ContentHeader.shortStringLength(in, offset));
                assertThat(text).isEqualTo(texts[property]);
                assertThat(Utf8.encode(ContentHeader.text(in, offset))).isEqualTo(texts[property]);
            }
        }
    }
}
