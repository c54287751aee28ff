// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.broker.figures.MessageCounters;
import io.leveret.broker.message.Receipt;
import io.leveret.net.NetLoop;

/**
 * A channel's publisher confirms: which sequence numbers are settled, told to the client once a turn and with
 * {@code multiple} as far as all before are settled too. Owned by the connection's loop.
 */
final class Confirms {
    private static final byte OPEN = 0;
    private static final byte ACKED = 1;
    private static final byte NACKED = 2;
    private static final byte TOLD = 3;

    private final int channel;
    private final NetLoop loop;
    private final MessageCounters counters;
    private final MessageCounters hostCounters;
    private final Outgoing outgoing;
    private final Runnable tell = this::tell;
    private byte[] states = new byte[64]; // a ring, by sequence number
    private long oldest = 1; // lowest that is not settled and told
    private long next = 1;
    private boolean tellDue;
    private boolean closed;

    Confirms(Channel channel, Outgoing outgoing) {
        this.channel = channel.number();
        this.loop = channel.loop();
        this.counters = channel.counters();
        this.hostCounters = channel.connection().hostCounters();
        this.outgoing = outgoing;
    }

    /** How many publishes the client has not been told of. */
    long outstanding() {
        return next - oldest;
    }

    /** Takes the next sequence number for a message that went to so many queues. */
    Receipt open(int queues) {
        long sequence = take();
        return new Countdown(sequence, queues);
    }

    /** Takes the next sequence number for a message that went nowhere: it is confirmed at once. */
    void unrouted() {
        settle(take(), ACKED);
    }

    private long take() {
        if (next - oldest == states.length) {
            grow();
        }
        states[(int) next & states.length - 1] = OPEN;
        return next++;
    }

    private void grow() {
        byte[] larger = new byte[states.length * 2];
        for (long s = oldest; s < next; s++) {
            larger[(int) s & larger.length - 1] = states[(int) s & states.length - 1];
        }
        states = larger;
    }

    private void settle(long sequence, byte state) {
        states[(int) sequence & states.length - 1] = state;
        if (state == ACKED) {
            counters.confirmed();
            hostCounters.confirmed();
        }
        if (!tellDue) {
            tellDue = true;
            loop.atTurnEnd(tell);
        }
    }

    /** Tells the client what has been settled since the last time. */
    void tell() {
        tellDue = false;
        if (closed) {
            return;
        }
        tellPrefix();
        for (long s = oldest; s < next; s++) {
            byte state = state(s);
            if (state == ACKED) {
                outgoing.ack(channel, s, false);
                states[(int) s & states.length - 1] = TOLD;
            } else if (state == NACKED) {
                outgoing.nack(channel, s);
                states[(int) s & states.length - 1] = TOLD;
            }
        }
    }

    /** All that is settled in a row from the oldest on: one frame for each run of acks. */
    private void tellPrefix() {
        long acked = 0; // the last of the present run, 0 where there is none
        int run = 0;
        for (; oldest < next && state(oldest) != OPEN; oldest++) {
            byte state = state(oldest);
            if (state == NACKED) {
                tellRun(acked, run);
                acked = 0;
                run = 0;
                outgoing.nack(channel, oldest);
            } else if (state == ACKED) {
                acked = oldest;
                run++;
            }
        }
        tellRun(acked, run);
    }

    private void tellRun(long last, int length) {
        if (length > 0) {
            outgoing.ack(channel, last, length > 1);
        }
    }

    private byte state(long sequence) {
        return states[(int) sequence & states.length - 1];
    }

    /** The channel is gone: nobody is told any more. */
    void close() {
        closed = true;
    }

    /** One message's way through its queues; calls may come from any loop. */
    private final class Countdown implements Receipt {
        private final long sequence;
        private int queues;
        private boolean nacked;

        private Countdown(long sequence, int queues) {
            this.sequence = sequence;
            this.queues = queues;
        }

        @Override
        public void accepted() {
            if (loop.inLoop()) {
                count(true);
            } else {
                loop.execute(() -> count(true));
            }
        }

        @Override
        public void rejected() {
            if (loop.inLoop()) {
                count(false);
            } else {
                loop.execute(() -> count(false));
            }
        }

        private void count(boolean took) {
            nacked |= !took;
            if (--queues == 0 && !closed) {
                settle(sequence, nacked ? NACKED : ACKED);
            }
        }
    }
}
