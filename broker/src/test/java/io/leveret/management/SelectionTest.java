// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SelectionTest {

    @Test
    void isAPartOfTheSortedList() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            Integer[] numbers = new Integer[random.nextInt(300)];
            int different = 1 + random.nextInt(400);
            Arrays.setAll(numbers, i -> random.nextInt(different));
            if (random.nextInt(4) == 0) {
                Arrays.sort(numbers);
            }
            int from = random.nextInt(numbers.length + 1);
            int to = from + random.nextInt(numbers.length - from + 1);
            Integer[] sorted = numbers.clone();
            Arrays.sort(sorted);
            assertThat(Selection.of(numbers.clone(), from, to, Comparator.<Integer>naturalOrder()))
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(Arrays.asList(sorted).subList(from, to));
        }
    }
}
