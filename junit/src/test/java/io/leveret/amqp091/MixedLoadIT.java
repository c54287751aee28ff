// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.Leveret;
import io.leveret.junit.LeveretTest;
import org.junit.jupiter.api.Test;

/** The short form of {@link MixedLoad}; {@code -Dseconds=600} for a longer one. */
@LeveretTest
class MixedLoadIT {

    @Test
    void noMessageIsLostAndNoQueueIsStuck(Leveret broker) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        assertThat(new MixedLoad(broker.amqpUri(), seed).run(Long.getLong("seconds", 10)))
                .as("seed %d", seed)
                .isEmpty();
    }
}
