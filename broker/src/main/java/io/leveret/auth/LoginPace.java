// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import io.leveret.loop.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How fast logins may follow each other. After some failures of one user from one address each further attempt of that
 * user from there waits before it is examined, twice as long each time; so does every attempt from an address that has
 * failed with many names. One turn comes after the other, so that many connections at once are no faster than one.
 * Nobody else waits. Callable from any thread.
 */
final class LoginPace {
    private static final Logger LOG = LoggerFactory.getLogger(LoginPace.class);

    /** Failures of one user from one address that cost nothing. */
    static final int FAILURES_FREE = 5;

    /** Names that may fail from one address before it is slowed down as a whole. */
    static final int NAMES_FREE = 20;

    static final long PAUSE_MILLIS_MIN = 250;
    static final long PAUSE_MILLIS_MAX = 2_000;

    /** Whose turn would come later than this is refused unexamined; less than a handshake may take by default. */
    static final long WAIT_MILLIS_MAX = 5_000;

    /** After so long without a failure nothing is held against anybody. */
    static final long MEMORY_MILLIS = 60_000;

    /** Of users and addresses. Should more fail, somebody is forgotten early. */
    static final int KEPT_MAX = 10_000;

    /** In place of a wait: not now. */
    static final long REFUSED = -1;

    private final Clock clock;
    private final Map<Key, Failures> failures = new ConcurrentHashMap<>();

    /**
     * @param nameHash of the user's name, as names may be long; 0 for the address as a whole
     */
    private record Key(String address, long nameHash) {}

    /**
     * @param turnNanos when the next attempt may be examined
     */
    private record Failures(int count, long lastNanos, long turnNanos) {}

    LoginPace(Clock clock) {
        this.clock = clock;
    }

    /** How many milliseconds this attempt has to wait, which takes its turn; or {@link #REFUSED}. */
    long turn(Attempt attempt) {
        if (failures.isEmpty()) {
            return 0;
        }
        long now = clock.nanos();
        long ofUser = turn(user(attempt), FAILURES_FREE, now);
        long ofAddress = ofUser == REFUSED ? 0 : turn(address(attempt), NAMES_FREE, now);
        return ofUser == REFUSED || ofAddress == REFUSED ? REFUSED : Math.max(ofUser, ofAddress);
    }

    private long turn(Key key, int free, long now) {
        long[] wait = {0};
        failures.computeIfPresent(key, (k, known) -> {
            if (isForgotten(known, now)) {
                return null;
            }
            if (known.count < free) {
                return known;
            }
            long nanos = Math.max(0, known.turnNanos - now);
            wait[0] = (nanos + 999_999) / 1_000_000;
            if (wait[0] > WAIT_MILLIS_MAX) {
                wait[0] = REFUSED;
                return known;
            }
            return new Failures(known.count, known.lastNanos, now + nanos + pauseNanos(known.count - free));
        });
        return wait[0];
    }

    /** Takes note of how an examined attempt has ended. */
    void ended(Attempt attempt, boolean accepted) {
        if (accepted) {
            failures.remove(user(attempt));
            return;
        }
        long now = clock.nanos();
        int count = failed(user(attempt), FAILURES_FREE, now);
        if (count == FAILURES_FREE) {
            LOG.warn(
                    "user '{}' from {}: {} logins have failed; the next ones are slowed down",
                    attempt.name(),
                    attempt.peerAddress(),
                    count);
        }
        if (count == 1 && failed(address(attempt), NAMES_FREE, now) == NAMES_FREE) {
            LOG.warn(
                    "address {}: logins of {} users have failed; all from there are slowed down",
                    attempt.peerAddress(),
                    NAMES_FREE);
        }
    }

    private int failed(Key key, int free, long now) {
        makeRoom(now);
        return failures.compute(key, (k, known) -> {
                    if (known == null || isForgotten(known, now)) {
                        return new Failures(1, now, now);
                    }
                    int count = known.count + 1;
                    long turn = count < free ? now : now + pauseNanos(count - free);
                    return new Failures(count, now, later(turn, known.turnNanos));
                })
                .count;
    }

    private static long later(long a, long b) {
        return a - b > 0 ? a : b;
    }

    private void makeRoom(long now) {
        if (failures.size() < KEPT_MAX) {
            return;
        }
        failures.values().removeIf(known -> isForgotten(known, now));
        if (failures.size() >= KEPT_MAX) {
            for (Key someone : List.copyOf(failures.keySet()).subList(0, KEPT_MAX / 10)) {
                failures.remove(someone);
            }
        }
    }

    private static boolean isForgotten(Failures known, long now) {
        return now - known.lastNanos > TimeUnit.MILLISECONDS.toNanos(MEMORY_MILLIS);
    }

    private static long pauseNanos(int over) {
        long millis = over >= Long.SIZE - 10 ? PAUSE_MILLIS_MAX : PAUSE_MILLIS_MIN << Math.min(over, 10);
        return TimeUnit.MILLISECONDS.toNanos(Math.min(millis, PAUSE_MILLIS_MAX));
    }

    private static Key user(Attempt attempt) {
        return new Key(network(attempt.peerAddress()), attempt.name().hashCode() | 1L << 32);
    }

    private static Key address(Attempt attempt) {
        return new Key(network(attempt.peerAddress()), 0);
    }

    /** Whoever has one IPv6 address has all of its /64. */
    private static String network(String address) {
        if (address.indexOf(':') < 0) {
            return address;
        }
        int end = 0;
        for (int groups = 0; groups < 4 && end < address.length(); end++) {
            if (address.charAt(end) == ':') {
                groups++;
            }
        }
        return address.substring(0, end);
    }

    /** How many users and addresses are remembered. */
    int size() {
        return failures.size();
    }
}
