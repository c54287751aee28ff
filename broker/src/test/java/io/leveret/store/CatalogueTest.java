// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CatalogueTest {
    private static final long QUEUE = 5;

    private final Catalogue catalogue = new Catalogue();
    private final SimulatedDisk disk = new SimulatedDisk(new Random(1));
    private long segments;

    private Segment segment() throws Exception {
        Segment segment = new Segment(++segments, 0, "journal/" + segments, disk.open("journal/" + segments), 1 << 20);
        catalogue.add(segment);
        return segment;
    }

    private QueueIndex queue() {
        return catalogue.create(QUEUE, true);
    }

    private Map<Long, Integer> contents() {
        Map<Long, Integer> found = new TreeMap<>();
        QueueIndex queue = queue();
        long last = 0;
        for (int i = 0; i < queue.size(); i++) {
            Block block = queue.at(i);
            for (int index = 0; index < block.span && block.live > 0; index++) {
                if (!block.isGone(index)) {
                    assertThat(block.first + index).isGreaterThan(last);
                    last = block.first + index;
                    found.put(last, block.mark(index) & 0xFF);
                }
            }
        }
        return found;
    }

    @Test
    void holdsWhatAModelHolds() throws Exception {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            catalogue.delete(QUEUE);
            queue();
            Map<Long, Integer> model = new TreeMap<>();
            Segment active = segment();
            long next = 1;
            for (int step = 0; step < 300; step++) {
                long from = 1 + random.nextInt((int) next);
                long to = from + random.nextInt(random.nextInt(4) == 0 ? (int) next : 4);
                switch (random.nextInt(8)) {
                    case 0 -> {
                        int mark = random.nextInt(256);
                        catalogue.mark(QUEUE, from, to, (byte) mark);
                        model.replaceAll((sequence, old) -> sequence >= from && sequence <= to ? (Integer) mark : old);
                    }
                    case 1, 2 -> {
                        catalogue.settle(QUEUE, from, Math.min(to, next - 1));
                        model.keySet().removeIf(sequence -> sequence >= from && sequence <= to);
                    }
                    case 3 -> active = random.nextInt(10) == 0 ? segment() : active;
                    default -> {
                        next += random.nextInt(6) == 0 ? random.nextInt(200) : 0;
                        model.put(next, 0);
                        catalogue.enqueue(active, 8 * next, QUEUE, next++, 10, random.nextBoolean());
                    }
                }
                assertThat(contents()).isEqualTo(model);
                assertThat(queue().messages).isEqualTo(model.size());
            }
            if (!model.isEmpty()) {
                catalogue.settle(QUEUE, 1, Long.MAX_VALUE);
            }
            assertThat(queue().messages).isZero();
        }
    }

    @Test
    void aQueueThatIsAlwaysAlmostEmptyKeepsOneBlock() throws Exception {
        queue();
        Segment active = segment();
        for (long sequence = 1; sequence < 100_000; sequence++) {
            catalogue.enqueue(active, 8 * sequence, QUEUE, sequence, 10, true);
            catalogue.settle(QUEUE, sequence, sequence);
        }
        assertThat(active.blocks()).hasSize(1);
        assertThat(queue().size()).isEqualTo(1);
    }

    @Test
    void anEnqueueThatIsThereAlreadyIsNothingNew() throws Exception {
        queue();
        Segment active = segment();
        catalogue.enqueue(active, 8, QUEUE, 3, 10, true);
        catalogue.enqueue(active, 16, QUEUE, 3, 10, true);
        catalogue.enqueue(active, 24, 77, 1, 10, true);
        assertThat(contents()).containsOnlyKeys(3L);
    }

    @Test
    void aPurgeOfEverythingClearsTheDamage() throws Exception {
        queue();
        catalogue.enqueue(segment(), 8, QUEUE, 3, 10, true);
        catalogue.damage(new Damage(QUEUE, "file", 1, "first"));
        catalogue.damage(new Damage(QUEUE, "file", 2, "second"));
        catalogue.settle(QUEUE, 1, 2);
        assertThat(queue().damage).isEqualTo(new Damage(QUEUE, "file", 1, "first"));
        catalogue.settle(QUEUE, 1, 3);
        assertThat(queue().damage).isNull();
    }
}
