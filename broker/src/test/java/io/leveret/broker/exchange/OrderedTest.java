// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrderedTest {
    @Test
    void isASetInTheOrderOfAdding() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int span : new int[] {1, 3, 20, 500}) {
            Ordered<Integer> ordered = Ordered.empty();
            Set<Integer> model = new LinkedHashSet<>();
            for (int step = 0; step < 5_000; step++) {
                Integer element = random.nextInt(span);
                boolean adding = random.nextInt(span) > model.size() / 2 - step % 50;
                if (adding && model.add(element)) {
                    ordered = ordered.with(element);
                } else if (!adding) {
                    model.remove(element);
                    ordered = ordered.without(element);
                }
                assertThat(ordered.contains(element)).as("seed %d", seed).isEqualTo(model.contains(element));
                assertThat(ordered.size()).as("seed %d", seed).isEqualTo(model.size());
            }
            assertThat(ordered).as("seed %d", seed).containsExactlyElementsOf(model);
        }
    }

    @Test
    void removedSlotsDoNotPileUp() {
        Ordered<Integer> ordered = Ordered.<Integer>empty().with(-1);
        for (int i = 0; i < 100_000; i++) {
            ordered = ordered.with(i).without(i);
        }
        assertThat(ordered.end()).isLessThan(10);
        assertThat(ordered).containsExactly(-1);
    }
}
