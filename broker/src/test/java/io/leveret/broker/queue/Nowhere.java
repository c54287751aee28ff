// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.loop.VirtualLoop;
import io.leveret.loop.VirtualLoops;
import io.leveret.store.Damage;
import io.leveret.store.MemoryStore;
import java.util.Random;

/** A home for messages that wait in no queue. */
final class Nowhere implements ReadyMessages.Listener {
    private Nowhere() {}

    static ReadyMessages home() {
        VirtualLoop loop = new VirtualLoops(1, new Random(1)).loops().get(0);
        LoopStore store = new LoopStore(loop, new MemoryStore().port(loop), 0);
        return new ReadyMessages(store, new QueueLog(store, 1, false, false, false), new Nowhere());
    }

    @Override
    public boolean recovered(QueuedMessage message, int mark, long note) {
        return false;
    }

    @Override
    public void arrived(QueuedMessage message, boolean first) {}

    @Override
    public void loaded() {}

    @Override
    public void damaged(Damage damage) {
        throw new AssertionError(damage.toString());
    }
}
