// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordReaderTest {
    private static final int START = Journal.DATA_OFFSET;
    private static final long SALT = 99;

    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));
    private final byte[] bytes = new byte[START + 1024];
    private int second;
    private int third;

    /** A message to two queues, a settle, a group that tells that both were forced. */
    @BeforeEach
    void write() {
        CRC32C crc = new CRC32C();
        RecordFormat.head(bytes, START, RecordFormat.ENQUEUE, RecordFormat.DURABLE, 2, 5);
        RecordFormat.target(bytes, START, 0, 7, 1, 0);
        RecordFormat.target(bytes, START, 1, 8, 1, 0);
        bytes[START + RecordFormat.headBytes(2)] = 'x';
        RecordFormat.seal(bytes, START, crc, SALT);
        second = START + RecordFormat.totalBytes(bytes, START);
        RecordFormat.head(bytes, second, RecordFormat.SETTLE, 0, 1, 0);
        RecordFormat.target(bytes, second, 0, 7, 1, 1);
        RecordFormat.seal(bytes, second, crc, SALT);
        third = second + RecordFormat.totalBytes(bytes, second);
        RecordFormat.head(bytes, third, RecordFormat.GROUP, 0, 1, 0);
        RecordFormat.target(bytes, third, 0, 3, third, 0);
        RecordFormat.seal(bytes, third, crc, SALT);
    }

    private RecordReader open() throws IOException {
        disk.contents("segment", bytes);
        return new RecordReader(disk.open("segment"), 3, SALT);
    }

    @Test
    void goesFromRecordToRecord() throws IOException {
        RecordReader reader = open();
        for (int position : new int[] {START, second, third}) {
            assertThat(reader.look()).isEqualTo(RecordReader.State.SOUND);
            assertThat(reader.position()).isEqualTo(position);
            reader.next();
        }
        assertThat(reader.look()).isEqualTo(RecordReader.State.NO_RECORD);
    }

    @Test
    void recordsOfAnotherUseOfTheFileAreNone() throws IOException {
        disk.contents("segment", bytes);
        assertThat(new RecordReader(disk.open("segment"), 3, SALT + 1).look()).isEqualTo(RecordReader.State.NO_RECORD);
    }

    @Test
    void anyBitOfAHeadIsRepaired() throws IOException {
        byte[] sound = bytes.clone();
        for (int bit = 0; bit < 8 * RecordFormat.headBytes(2); bit++) {
            bytes[START + (bit >> 3)] ^= (byte) (1 << (bit & 7));
            RecordReader reader = open();
            assertThat(reader.look()).as("bit %s", bit).isNotEqualTo(RecordReader.State.SOUND);
            assertThat(reader.repair()).as("bit %s", bit).isTrue();
            assertThat(reader.look()).isEqualTo(RecordReader.State.SOUND);
            assertThat(disk.contents("segment")).isEqualTo(sound);
            System.arraycopy(sound, 0, bytes, 0, sound.length);
        }
    }

    @Test
    void aDamagedPayloadLeavesTheHeadReadable() throws IOException {
        bytes[START + RecordFormat.headBytes(2)] ^= 1;
        RecordReader reader = open();
        assertThat(reader.look()).isEqualTo(RecordReader.State.PAYLOAD_DAMAGED);
        assertThat(RecordFormat.queue(reader.bytes(), reader.at(), 1)).isEqualTo(8);
        reader.next();
        assertThat(reader.look()).isEqualTo(RecordReader.State.SOUND);
    }

    @Test
    void findsTheNextRecordBehindRubbish() throws IOException {
        for (int i = START; i < second - 8; i++) {
            bytes[i] = (byte) (31 * i);
        }
        RecordReader reader = open();
        assertThat(reader.look()).isEqualTo(RecordReader.State.NO_RECORD);
        assertThat(reader.repair()).isFalse();
        assertThat(reader.claimedBehind()).isEqualTo(third);
        assertThat(reader.position()).isEqualTo(START);
        assertThat(reader.skipTo(third)).isTrue();
        assertThat(reader.position()).isEqualTo(second);
    }
}
