// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.exchange.Routable;
import io.leveret.broker.exchange.Route;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Receipt;
import io.leveret.loop.Loop;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sends messages that the store has on to queues, in order, no faster than those take them in. Who sends hears of each
 * when what the store has of it may go: all queues it went to have it then, in the order of the disk, so that a crash may
 * double it, but does not lose it. Owned by a loop.
 */
public final class Forwarding implements PublisherCredit {
    private static final int UNSAFE_MAX = 4_096;
    private static final int UNDER_WAY_BYTES_MAX = 4 << 20;
    private static final long RETRY_MILLIS = 1_000;

    /** Where a message goes. */
    public interface Onward {
        /** Null: nowhere. */
        @Nullable
        Route route(List<String> keys, Routable message);
    }

    /** What has become of a message; told on the loop. */
    public interface Outcome {
        /**
         * @param taken whether all queues have taken it; those of this loop are asked only where it must be certain
         */
        void sent(boolean taken);
    }

    private final Loop loop;
    private final boolean certain;
    private final Runnable eased;
    private boolean held;
    private long underWayBytes;
    private int unsafe; // gone out, and not known to be safe where they went

    /**
     * @param certain whether each queue is waited for, those of this loop too
     * @param eased told when more may be sent than before
     */
    public Forwarding(Loop loop, boolean certain, Runnable eased) {
        this.loop = loop;
        this.certain = certain;
        this.eased = eased;
    }

    /** Whether no more should be sent now. */
    public boolean congested() {
        return held || underWayBytes > UNDER_WAY_BYTES_MAX || unsafe > UNSAFE_MAX;
    }

    /** Sends a message to where its keys lead; the message is kept where that takes time. */
    public void send(Message message, Onward onward, Outcome outcome) {
        Route route = onward.route(Deaths.routingKeys(message), Routable.of(message));
        Sent sent = new Sent(outcome);
        for (int i = 0; route != null && i < route.size(); i++) {
            Target target = (Target) route.queue(i);
            // On one loop the disk sees the message come there before it sees it go here, without anybody waiting.
            boolean ordered = target instanceof QueueRef queue && queue.loop() == loop;
            if (ordered && !certain) {
                target.publish(message, null, this);
            } else {
                message.keep();
                sent.left++;
                unsafe++;
                target.publish(message, new Arrival(message, target, sent), this);
            }
        }
        sent.count(true);
    }

    /** Waits until everyone has the message. */
    private static final class Sent {
        private final Outcome outcome;
        private int left = 1;
        private boolean taken = true;

        private Sent(Outcome outcome) {
            this.outcome = outcome;
        }

        private void count(boolean took) {
            taken &= took;
            if (--left == 0) {
                outcome.sent(taken);
            }
        }
    }

    /** One queue's answer; comes on its loop. */
    private final class Arrival implements Receipt {
        private final Message message;
        private final Target target;
        private final Sent sent;

        private Arrival(Message message, Target target, Sent sent) {
            this.message = message;
            this.target = target;
            this.sent = sent;
        }

        @Override
        public void accepted() {
            loop.run(() -> arrived(true));
        }

        @Override
        public void rejected() {
            loop.run(() -> arrived(false));
        }

        private void arrived(boolean took) {
            unsafe--;
            sent.count(took);
            tell();
        }

        @Override
        public void failed(String reason) {
            loop.run(() -> loop.after(RETRY_MILLIS, () -> target.publish(message, this, Forwarding.this)));
        }
    }

    private void tell() {
        if (!congested()) {
            eased.run();
        }
    }

    // ---- what it may have under way

    @Override
    public Loop loop() {
        return loop;
    }

    @Override
    public void taken(int bytes) {
        underWayBytes += bytes;
    }

    @Override
    public void returned(int bytes) {
        underWayBytes -= bytes;
        tell();
    }

    @Override
    public void hold() {
        held = true;
    }

    @Override
    public void release() {
        held = false;
        tell();
    }
}
