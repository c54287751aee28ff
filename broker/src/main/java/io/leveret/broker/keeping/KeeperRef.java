// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.keeping;

import io.leveret.broker.exchange.Destination;
import io.leveret.broker.exchange.Keeper;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Receipt;
import io.leveret.broker.queue.LoopStore;
import io.leveret.broker.queue.PublisherCredit;
import io.leveret.broker.queue.Target;
import io.leveret.loop.Loop;
import org.jspecify.annotations.Nullable;

/** What an exchange keeps, as everybody else sees it: the way to its owner. Every method may be called from every loop. */
public final class KeeperRef implements Keeper, Target {
    private final long id;
    private final String name;
    private final LoopStore store;
    private final Loop loop;
    private final Keeping keeping;

    private KeeperRef(Keep keep, Keeping keeping) {
        this.id = keep.id();
        this.name = keep.exchange();
        this.store = keep.store();
        this.loop = store.loop();
        this.keeping = keeping;
    }

    /** Of an exchange of this type, which keeps. */
    public static KeeperRef of(String type, Keep keep) {
        return new KeeperRef(keep, keeping(type, keep));
    }

    private static Keeping keeping(String type, Keep keep) {
        return switch (type) {
            case "x-delayed-message" -> new Delays(keep);
            case "x-recent-history" -> new RecentHistory(keep);
            default -> throw new IllegalArgumentException("exchanges of type '" + type + "' keep nothing");
        };
    }

    /** Of the exchange, to the store. */
    public long id() {
        return id;
    }

    /** The messages that wait, of an exchange that delays; null of another. For its {@link #loop}. */
    public @Nullable Delays delays() {
        return keeping instanceof Delays delays ? delays : null;
    }

    @Override
    public String name() {
        return name;
    }

    public Loop loop() {
        return loop;
    }

    @Override
    public void start() {
        loop.run(keeping::begin);
    }

    @Override
    public void publish(Message message, @Nullable Receipt receipt, PublisherCredit credit) {
        if (loop.inLoop()) {
            keeping.take(message, receipt);
            holdBack(credit);
            return;
        }
        message.keep();
        int bytes = message.bodyBytes();
        credit.taken(bytes);
        loop.execute(() -> {
            keeping.take(message, receipt);
            holdBack(credit);
            credit.loop().execute(() -> credit.returned(bytes));
        });
    }

    private void holdBack(PublisherCredit credit) {
        store.holdBack(credit);
        keeping.holdBack(credit);
    }

    @Override
    public void bound(Destination to, Runnable then) {
        loop.run(() -> keeping.bound(to, then));
    }

    @Override
    public void end() {
        loop.run(keeping::end);
    }
}
