// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node in a process of its own, killed again and again while clients publish and acknowledge. By hand: {@code mvn
 * verify -Dtest=CrashIT -Drounds=200 -Dsurefire.failIfNoSpecifiedTests=false}; {@code -Dseed} replays the moments of the
 * kills, if not what the threads did.
 */
class CrashIT {
    private static final int ROUNDS = Integer.getInteger("rounds", System.getenv("CI") == null ? 5 : 20);

    @Test
    @Timeout(value = 120, unit = TimeUnit.MINUTES)
    void whatWasConfirmedIsThereAndWhatWasAcknowledgedIsNot(@TempDir Path directory) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        List<CrashLedger> ledgers = List.of(new CrashLedger("classic"), new CrashLedger("quorum"));
        try (CrashNode node = new CrashNode(directory)) {
            for (int round = 1; round <= ROUNDS; round++) {
                node.start();
                ledgers.forEach(CrashLedger::beginRound);
                CrashLoad load = new CrashLoad(node.port(), ledgers, round);
                load.run(100 + random.nextInt(1_200), node::kill);
                node.start();
                for (CrashLedger ledger : ledgers) {
                    assertThat(ledger.verify(node.port(), random.nextBoolean()))
                            .as("seed %d, round %d, %s queue", seed, round, ledger.type)
                            .isEmpty();
                }
                node.kill();
                if (round % 20 == 0) {
                    report(round, ledgers);
                }
            }
        }
        report(ROUNDS, ledgers);
        for (CrashLedger ledger : ledgers) {
            assertThat(ledger.confirmed()).as("messages confirmed in all").isGreaterThan(ROUNDS * 10L);
        }
    }

    private static void report(int rounds, List<CrashLedger> ledgers) {
        for (CrashLedger ledger : ledgers) {
            System.out.println("CrashIT: " + rounds + " kills, " + ledger.type + " queue: " + ledger.confirmed()
                    + " messages confirmed, " + ledger.settled() + " acknowledged for good, none lost, none back");
        }
    }
}
