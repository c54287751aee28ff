// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers receipts on the loops that wait for them, with one task for each loop. */
final class Answers implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final LoopPort port;
    private final List<Receipt[]> receipts = new ArrayList<>(1);
    private final String failure;

    private Answers(LoopPort port, String failure) {
        this.port = port;
        this.failure = failure;
    }

    /**
     * Takes the receipts out of the batches and posts them.
     *
     * @param failure empty when they are stored
     */
    static void post(List<Batch> batches, String failure) {
        List<Answers> all = new ArrayList<>(2);
        for (Batch batch : batches) {
            if (batch.port != null && batch.hasReceipts()) {
                of(batch.port, failure, all).receipts.add(batch.takeReceipts());
            }
        }
        for (Answers answers : all) {
            answers.port.answer(answers);
        }
    }

    private static Answers of(LoopPort port, String failure, List<Answers> all) {
        for (Answers answers : all) {
            if (answers.port == port) {
                return answers;
            }
        }
        Answers fresh = new Answers(port, failure);
        all.add(fresh);
        return fresh;
    }

    @Override
    public void run() {
        for (Receipt[] some : receipts) {
            for (Receipt receipt : some) {
                try {
                    answer(receipt);
                } catch (RuntimeException e) {
                    LOG.error("a receipt failed", e);
                }
            }
        }
    }

    private void answer(Receipt receipt) {
        if (failure.isEmpty()) {
            receipt.stored();
        } else {
            receipt.failed(failure);
        }
    }
}
