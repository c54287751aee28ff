// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.figures.NodeCounters;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Reply;
import io.leveret.broker.queue.ChannelKey;
import io.leveret.broker.queue.Fetched;
import io.leveret.broker.queue.QueueRef;
import io.leveret.broker.queue.Settlement;
import io.leveret.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gets messages from one queue, one after the other, and then settles them all: were they settled one by one, a message
 * that goes back would be got again. What is got at once is limited in bytes; the rest stays in the queue. On the
 * server's loop.
 */
final class MessageFetching {
    private static final long BYTES_MAX = 32L << 20;

    /** What a message takes beside its body, about. */
    private static final int MESSAGE_BYTES = 512;

    /** How messages end that were got. */
    enum AckMode {
        ACK_REQUEUE_FALSE(null),
        ACK_REQUEUE_TRUE(Settlement.REQUEUED),
        REJECT_REQUEUE_TRUE(Settlement.FAILED),
        REJECT_REQUEUE_FALSE(Settlement.DISCARDED);

        /** Null: they are acknowledged as they are got. */
        private final @Nullable Settlement settlement;

        AckMode(@Nullable Settlement settlement) {
            this.settlement = settlement;
        }
    }

    private final QueueRef queue;
    private final ChannelKey channel;
    private final AckMode mode;
    private final NodeCounters counters;
    private final Owners owners;
    private final List<Fetched> got = new ArrayList<>();
    private final Promise<List<Fetched>> done = Promise.promise();
    private long left;
    private long bytes;

    /**
     * @param holder number of a connection that there is not: it holds the messages meanwhile
     * @param count how many at most; below 0: all
     */
    MessageFetching(QueueRef queue, long holder, AckMode mode, long count, NodeCounters counters, Owners owners) {
        this.queue = queue;
        this.channel = new ChannelKey(holder, 1, 1);
        this.mode = mode;
        this.left = count;
        this.counters = counters;
        this.owners = owners;
    }

    /** Fails with an {@link AmqpException} where the queue refuses. */
    Future<List<Fetched>> run() {
        next();
        return done.future();
    }

    private void next() {
        if (left == 0 || bytes >= BYTES_MAX) {
            settle(null);
            return;
        }
        left--;
        owners.<Fetched>put(reply -> queue.get(channel, mode.settlement == null, queue.loop(), counted(reply)))
                .onSuccess(this::take)
                .onFailure(this::settle);
    }

    private void take(Fetched fetched) {
        Message message = fetched.message();
        if (message == null) {
            settle(null);
            return;
        }
        got.add(fetched);
        bytes += message.bodyBytes() + MESSAGE_BYTES;
        next();
    }

    /** The figures of the virtual host are those of the loop on which the queue answers. */
    private Reply<Fetched> counted(Reply<Fetched> reply) {
        return new Reply<>() {
            @Override
            public void ok(Fetched fetched) {
                Loop loop = queue.loop();
                var messages = counters.of(loop)
                        .virtualHost(queue.definition().virtualHost())
                        .messages();
                if (fetched.message() == null) {
                    messages.gotNothing();
                } else {
                    messages.got(mode.settlement == null, fetched.redelivered());
                }
                reply.ok(fetched);
            }

            @Override
            public void failed(AmqpException error) {
                reply.failed(error);
            }
        };
    }

    /** Nothing stays held, whatever went wrong. */
    private void settle(@Nullable Throwable problem) {
        if (mode.settlement != null && problem == null && !got.isEmpty()) {
            long[] sequences = got.stream().mapToLong(Fetched::sequence).toArray();
            queue.settle(sequences, sequences.length, mode.settlement);
        }
        owners.<Boolean>hear(answer -> queue.channelClosed(channel, queue.loop(), () -> answer.accept(true)))
                .onComplete(settled -> {
                    if (problem == null) {
                        done.complete(got);
                    } else {
                        done.fail(problem);
                    }
                });
    }
}
