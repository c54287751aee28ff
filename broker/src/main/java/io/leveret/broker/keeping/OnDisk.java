// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.keeping;

import io.leveret.broker.message.Receipt;
import org.jspecify.annotations.Nullable;

/** Tells a publisher what the store says. */
record OnDisk(Receipt receipt) implements io.leveret.store.Receipt {

    static @Nullable OnDisk of(@Nullable Receipt receipt) {
        return receipt == null ? null : new OnDisk(receipt);
    }

    @Override
    public void stored() {
        receipt.accepted();
    }

    @Override
    public void failed(String reason) {
        receipt.failed(reason);
    }
}
