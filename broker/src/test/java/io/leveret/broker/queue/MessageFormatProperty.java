// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.leveret.broker.message.Address;
import io.leveret.broker.message.HeapContent;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Trail;
import io.leveret.loop.Seeds;
import io.leveret.table.RandomTables;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Messages come out of their stored form as they went in, byte for byte. */
class MessageFormatProperty {
    private static final String[] NAMES = {"", "x", "amq.topic", "a.b.c", "ключ", "\uD83D\uDC07", "z".repeat(255)};

    @Test
    void decodesWhatItEncoded() {
        Seeds.each("MessageFormatProperty", 5, MessageFormatProperty::check);
    }

    private static void check(Random random) {
        MessageFormat writer = new MessageFormat();
        MessageFormat reader = new MessageFormat();
        for (int i = 0; i < 200; i++) {
            byte[] properties = RandomTables.bytes(random, random.nextInt(random.nextInt(8) == 0 ? 100_000 : 40));
            byte[] body = RandomTables.bytes(random, random.nextInt(random.nextInt(8) == 0 ? 100_000 : 40));
            Address address = new Address(name(random), name(random));
            Trail trail = random.nextInt(3) > 0
                    ? Trail.NONE
                    : new Trail(random.nextBoolean(), random.nextBoolean(), blindKeys(random));
            Message message =
                    new Message(address, random.nextBoolean(), HeapContent.of(properties, body), 7, 1_000, trail);
            long deadline = random.nextBoolean() ? 0 : 1 + (random.nextLong() >>> 1);

            int offset = random.nextInt(20);
            byte[] stored = new byte[offset + writer.of(message, deadline).length() + random.nextInt(20)];
            int length = writer.of(message, deadline).length();
            writer.of(message, deadline).copyTo(stored, offset);
            assertThat(MessageFormat.deadline(stored, offset)).isEqualTo(deadline);
            Message read = reader.decode(stored, offset, length);
            Arrays.fill(stored, (byte) -1); // many messages share the array: what is kept has bytes of its own

            assertThat(read.persistent()).isEqualTo(message.persistent());
            assertThat(read.trail()).isEqualTo(trail);
            assertThat(read.address().exchange()).isEqualTo(address.exchange());
            assertThat(read.address().routingKey()).isEqualTo(address.routingKey());
            assertThat(encoded(read.address())).isEqualTo(encoded(address));
            assertThat(properties(read)).isEqualTo(properties);
            assertThat(body(read)).isEqualTo(body);
        }
    }

    private static List<String> blindKeys(Random random) {
        return random.ints(random.nextInt(4), 0, NAMES.length)
                .mapToObj(i -> NAMES[i])
                .toList();
    }

    private static String name(Random random) {
        return NAMES[random.nextInt(NAMES.length)];
    }

    private static byte[] encoded(Address address) {
        byte[] bytes = new byte[address.encodedBytes()];
        address.copyTo(bytes, 0);
        return bytes;
    }

    private static byte[] properties(Message message) {
        byte[] bytes = new byte[message.content().propertiesBytes()];
        message.content().copyProperties(bytes, 0);
        return bytes;
    }

    private static byte[] body(Message message) {
        byte[] bytes = new byte[message.bodyBytes()];
        message.content().copyBody(bytes, 0);
        return bytes;
    }

    /** What versions before deadlines and dead letters wrote. */
    @Test
    void decodesTheOldForm() {
        byte[] old = {1, 1, 'x', 2, 'k', 'y', 0, 0, 0, 2, 0, 0, 'b', 'o', 'd', 'y'};
        Message read = new MessageFormat().decode(old, 0, old.length);
        assertThat(MessageFormat.deadline(old, 0)).isZero();
        assertThat(read.persistent()).isTrue();
        assertThat(read.trail()).isEqualTo(Trail.NONE);
        assertThat(read.address().toString()).isEqualTo("x/ky");
        assertThat(body(read)).isEqualTo(new byte[] {'b', 'o', 'd', 'y'});
    }

    @Test
    void aMessageIsLentForOneCopyOnly() {
        MessageFormat format = new MessageFormat();
        Message message = new Message(new Address("", "q"), false, HeapContent.of(new byte[2], new byte[3]));
        format.of(message, 0).copyTo(new byte[100], 0);
        assertThat(catchThrowable(format::length)).isInstanceOf(IllegalStateException.class);
    }
}
