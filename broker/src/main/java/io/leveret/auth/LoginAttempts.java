// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** How many have tried to log in, by protocol, since the node started or this was reset. From any thread. */
public final class LoginAttempts {
    private final ConcurrentNavigableMap<String, Counters> byProtocol = new ConcurrentSkipListMap<>();

    private record Counters(LongAdder accepted, LongAdder refused) {
        Counters() {
            this(new LongAdder(), new LongAdder());
        }
    }

    /**
     * Of one protocol.
     *
     * @param protocol RabbitMQ's word: {@code amqp091}, {@code http}
     */
    public record Count(String protocol, long accepted, long refused) {}

    public void count(String protocol, boolean accepted) {
        Counters counters = byProtocol.computeIfAbsent(protocol, p -> new Counters());
        (accepted ? counters.accepted : counters.refused).increment();
    }

    public List<Count> all() {
        List<Count> all = new ArrayList<>();
        byProtocol.forEach((protocol, c) -> all.add(new Count(protocol, c.accepted.sum(), c.refused.sum())));
        return all;
    }

    public void reset() {
        byProtocol.clear();
    }
}
