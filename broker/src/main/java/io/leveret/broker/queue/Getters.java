// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.Reply;
import java.util.ArrayList;
import java.util.List;

/** Those who asked for a message that has yet to be read. Owned by the queue's loop. */
final class Getters {

    /** Asks again. */
    interface Get {
        void get(ChannelKey channel, boolean noAck, Reply<Fetched> reply);
    }

    private record Getter(ChannelKey channel, boolean noAck, Reply<Fetched> reply) {}

    private final List<Getter> waiting = new ArrayList<>(0);

    void add(ChannelKey channel, boolean noAck, Reply<Fetched> reply) {
        waiting.add(new Getter(channel, noAck, reply));
    }

    /** There may be a message now; who finds none waits again. */
    void retry(Get get) {
        if (waiting.isEmpty()) {
            return;
        }
        List<Getter> before = List.copyOf(waiting);
        waiting.clear();
        before.forEach(getter -> get.get(getter.channel, getter.noAck, getter.reply));
    }

    /** The channel is gone: nobody would settle what it got. */
    void close(ChannelKey channel) {
        for (Getter getter : List.copyOf(waiting)) {
            if (getter.channel.equals(channel)) {
                waiting.remove(getter);
                getter.reply.ok(Fetched.EMPTY);
            }
        }
    }
}
