// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.figures;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SamplesTest {
    private static final long SECOND = 1_000_000_000L;

    @Test
    void theFirstLookGetsTheAverageSinceTheBeginning() {
        Samples samples = new Samples(7 * SECOND, 2);
        assertThat(samples.rates(9 * SECOND, new long[] {10, 0})).containsExactly(5.0, 0.0);
    }

    @Test
    void whoeverLooksOftenGetsTheRateOfTheLastSeconds() {
        Samples samples = new Samples(0, 1);
        samples.rates(5 * SECOND, new long[] {1_000});
        samples.rates(10 * SECOND, new long[] {1_000});
        assertThat(samples.rates(15 * SECOND, new long[] {1_050})).containsExactly(10.0);
        assertThat(samples.rates(17 * SECOND, new long[] {1_050})).containsExactly(50 / 7.0);
        assertThat(samples.rates(20 * SECOND, new long[] {1_050})).containsExactly(0.0);
    }

    @Test
    void twoLooksAtTheSameTimeSayTheSame() {
        Samples samples = new Samples(0, 1);
        assertThat(samples.rates(0, new long[] {3})).containsExactly(0.0);
        double[] first = samples.rates(6 * SECOND, new long[] {60});
        assertThat(samples.rates(6 * SECOND, new long[] {60})).isEqualTo(first);
    }
}
