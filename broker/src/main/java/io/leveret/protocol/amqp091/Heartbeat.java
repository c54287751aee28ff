// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.loop.Loop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Life signs both ways (AMQP 0-9-1, 4.2.7): sends a heartbeat when half the interval passed without traffic (clients
 * give up after one without a byte), takes a peer for dead that was silent for two intervals, and one whose socket took nothing for half a minute. Owned by the
 * connection's loop.
 */
final class Heartbeat {
    private static final long SEND_TIMEOUT_MILLIS = 30_000;
    private static final int CHECKS_PER_INTERVAL = 4;
    private static final int QUIET_CHECKS_MAX = 2;

    private final Connection connection;
    private long intervalMillis;
    private long lastReceivedNanos;
    private boolean receivedSinceCheck;
    private long bytesSentAtCheck;
    private int quietChecks; // in a row, at which nothing had been sent since the one before
    private long unwritableSinceNanos;
    private boolean unwritable;
    private Loop.@Nullable Timer timer;
    private Loop.@Nullable Timer stall;

    Heartbeat(Connection connection) {
        this.connection = connection;
    }

    /** Begins with the negotiated interval; 0 means no heartbeats. */
    void start(int seconds) {
        intervalMillis = TimeUnit.SECONDS.toMillis(seconds);
        lastReceivedNanos = connection.loop().clock().nanos();
        if (seconds > 0) {
            schedule();
        }
    }

    private void schedule() {
        timer = connection.loop().after(intervalMillis / CHECKS_PER_INTERVAL, this::check);
    }

    /** Any byte is a sign of life. */
    void received() {
        receivedSinceCheck = true;
    }

    private void check() {
        long now = connection.loop().clock().nanos();
        if (receivedSinceCheck || connection.waits()) {
            receivedSinceCheck = false; // nobody is judged by what we do not read
            lastReceivedNanos = now;
        } else if (now - lastReceivedNanos >= TimeUnit.MILLISECONDS.toNanos(2 * intervalMillis)) {
            connection.drop("missed heartbeats from client, timeout: " + intervalMillis / 1000 + "s");
            return;
        }
        keepAlive(connection.outgoing());
        schedule();
    }

    private void keepAlive(Outgoing outgoing) {
        quietChecks = outgoing.bytesSent() == bytesSentAtCheck ? quietChecks + 1 : 0;
        if (quietChecks == QUIET_CHECKS_MAX) {
            quietChecks = 0;
            outgoing.heartbeat();
            outgoing.flush();
        }
        bytesSentAtCheck = outgoing.bytesSent();
    }

    /** A socket that takes nothing for long belongs to a peer that is gone or does not read. */
    void writabilityChanged(boolean writable) {
        unwritable = !writable;
        if (unwritable) {
            unwritableSinceNanos = connection.loop().clock().nanos();
            if (stall == null) {
                stall = connection.loop().after(SEND_TIMEOUT_MILLIS, this::checkStall);
            }
        }
    }

    private void checkStall() {
        stall = null;
        if (!unwritable) {
            return;
        }
        long stalledNanos = connection.loop().clock().nanos() - unwritableSinceNanos;
        long restMillis = SEND_TIMEOUT_MILLIS - TimeUnit.NANOSECONDS.toMillis(stalledNanos);
        if (restMillis <= 0) {
            connection.drop("the client does not read: send timeout");
        } else {
            stall = connection.loop().after(restMillis, this::checkStall);
        }
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
        }
        if (stall != null) {
            stall.cancel();
        }
    }
}
