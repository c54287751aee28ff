// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CheckpointTest {
    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));

    @BeforeEach
    void write() throws IOException {
        Catalogue catalogue = new Catalogue();
        PageFile file = new PageFile(12);
        file.bytes(5_000);
        catalogue.add(file);
        QueueIndex queue = catalogue.create(7, true);
        queue.last = 400;
        Page page = new Page(queue, file, 100, 130, 125, 48, 2_000);
        page.absent(Bits.of(130));
        Bits.set(page.goneForSpan(), 3, 8);
        page.mark(104, 150, (byte) 9);
        page.note(110, -5);
        page.note(105, 5);
        page.note(228, 7);
        page.settle(228, 229);
        page.fleeting = Bits.of(130);
        Bits.set(page.fleeting, 20, 22);
        file.add(page);
        queue.add(page);
        QueueIndex damaged = catalogue.create(8, true);
        damaged.damage = new Damage(8, "journal/1.journal", 4_096, "the checksum of message 3 does not match");
        catalogue.create(9, false);
        Checkpoint.write(disk, Checkpoint.encode(catalogue, 3, 17));
    }

    private Catalogue read() throws IOException {
        Catalogue catalogue = new Catalogue();
        assertThat(Checkpoint.read(disk, catalogue)).isEqualTo(new Checkpoint.Origin(3, 17));
        return catalogue;
    }

    @Test
    void bringsBackDurableQueuesTheirPagesAndDamage() throws IOException {
        Catalogue catalogue = read();
        QueueIndex queue = catalogue.create(7, false);
        assertThat(queue.durable).isTrue();
        assertThat(queue.last).isEqualTo(400);
        assertThat(queue.messages).isEqualTo(121);
        Page page = (Page) queue.at(0);
        assertThat(page.first).isEqualTo(100);
        assertThat(page.last()).isEqualTo(229);
        assertThat(page.live).isEqualTo(121);
        assertThat(page.isGone(3)).isTrue();
        assertThat(page.isGone(20)).as("does not survive").isTrue();
        assertThat(page.isGone(128)).isTrue();
        assertThat(page.isGone(127)).isFalse();
        assertThat(page.mark(50)).isEqualTo((byte) 9);
        assertThat(page.mark(51)).isZero();
        assertThat(page.note(110)).isEqualTo(-5);
        assertThat(page.note(105)).as("gone from the start").isZero();
        assertThat(page.note(228)).as("settled").isZero();
        assertThat(page.container.name).isEqualTo("pages/12.pages");
        assertThat(catalogue.create(8, true).damage)
                .isEqualTo(new Damage(8, "journal/1.journal", 4_096, "the checksum of message 3 does not match"));
        assertThat(catalogue.queue(9)).isNull();
    }

    @Test
    void oneDamagedCopyIsEnough() throws IOException {
        int length = disk.contents(Checkpoint.NAME).length;
        for (int offset = 0; offset < length; offset++) {
            for (String name : new String[] {Checkpoint.NAME, Checkpoint.COPY}) {
                disk.flip(name, offset, offset % 8);
                assertThat(read().queue(7)).isNotNull();
                disk.flip(name, offset, offset % 8);
            }
        }
    }

    @Test
    void bothDamagedAreRefused() {
        disk.flip(Checkpoint.NAME, 60, 1);
        disk.flip(Checkpoint.COPY, 70, 1);
        assertThatThrownBy(this::read)
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("checkpoint and checkpoint.copy are both damaged");
    }

    @Test
    void aCheckpointThatWasNeverWrittenIsNone() throws IOException {
        assertThat(Checkpoint.read(new SimulatedDisk(new Random(1)), new Catalogue()))
                .isNull();
    }
}
