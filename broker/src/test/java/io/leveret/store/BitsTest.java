// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BitsTest {
    @Test
    void countsWhatIsNewLikeABitSetDoes() {
        Random random = new Random(7);
        for (int round = 0; round < 500; round++) {
            int size = 1 + random.nextInt(300);
            long[] words = Bits.of(size);
            BitSet model = new BitSet();
            for (int step = 0; step < 20; step++) {
                int from = random.nextInt(size);
                int end = from + random.nextInt(size - from + 1);
                int before = model.cardinality();
                model.set(from, end);
                assertThat(Bits.set(words, from, end)).isEqualTo(model.cardinality() - before);
                int bit = random.nextInt(size);
                assertThat(Bits.has(words, bit)).isEqualTo(model.get(bit));
                assertThat(Bits.nextClear(words, bit)).isEqualTo(model.nextClearBit(bit));
            }
        }
    }

    @Test
    void whatIsBeyondTheArrayIsNotSet() {
        long[] words = Bits.of(64);
        Bits.set(words, 0, 64);
        assertThat(Bits.has(words, 64)).isFalse();
        assertThat(Bits.nextClear(words, 3)).isEqualTo(64);
        assertThat(Bits.set(words, 5)).isFalse();
    }
}
