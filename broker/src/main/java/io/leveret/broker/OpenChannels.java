// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** How many channels are open, of each user and of all, against what they may have. Callable from every thread. */
public final class OpenChannels {
    private final Map<String, Integer> byUser = new ConcurrentHashMap<>();
    private final AtomicInteger all = new AtomicInteger();

    /** Which limit forbids one more. */
    public enum Outcome {
        OPENED,
        USER_LIMIT,
        NODE_LIMIT
    }

    /**
     * Counts one more, unless that were too many.
     *
     * @param userMost the most of this user
     * @param nodeMost the most of all users
     */
    public Outcome open(String user, long userMost, long nodeMost) {
        if (all.incrementAndGet() > nodeMost) {
            all.decrementAndGet();
            return ofUser(user) >= userMost ? Outcome.USER_LIMIT : Outcome.NODE_LIMIT;
        }
        boolean[] opened = {false};
        byUser.compute(user, (name, count) -> {
            int present = count == null ? 0 : count;
            opened[0] = present < userMost;
            return opened[0] ? Integer.valueOf(present + 1) : count;
        });
        if (!opened[0]) {
            all.decrementAndGet();
            return Outcome.USER_LIMIT;
        }
        return Outcome.OPENED;
    }

    /** One that was counted is no more. */
    public void closed(String user) {
        all.decrementAndGet();
        byUser.computeIfPresent(user, (name, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }

    public int all() {
        return all.get();
    }

    public int ofUser(String user) {
        return byUser.getOrDefault(user, 0);
    }
}
