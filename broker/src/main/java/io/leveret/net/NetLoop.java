// SPDX-License-Identifier: Apache-2.0
package io.leveret.net;

import io.leveret.loop.Clock;
import io.leveret.loop.Loop;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The production {@link Loop}: one of Netty's event loops. Tasks for another loop are gathered during a turn and travel
 * together; connections with something to send are flushed once a turn.
 */
public final class NetLoop implements Loop {
    private static final Logger LOG = LoggerFactory.getLogger(NetLoop.class);

    /** One for all connections of the loop: what stays is copied out, so it never grows with their number. */
    private static final int READ_BUFFER_BYTES = 256 * 1024;

    private static final ThreadLocal<@Nullable NetLoop> CURRENT = new ThreadLocal<>();

    private final EventLoop eventLoop;
    private final int index;
    private final Clock clock;
    private final List<@Nullable List<Runnable>> outgoing = new ArrayList<>();
    private final List<Runnable> turnEnd = new ArrayList<>();
    private boolean turnEndPosted;
    private ByteBuf readBuffer = Unpooled.EMPTY_BUFFER;

    NetLoop(EventLoop eventLoop, int index, Clock clock) {
        this.eventLoop = eventLoop;
        this.index = index;
        this.clock = clock;
        eventLoop.execute(() -> CURRENT.set(this));
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    @Override
    public void execute(Runnable task) {
        if (eventLoop.inEventLoop()) {
            eventLoop.execute(() -> guarded(task));
            return;
        }
        NetLoop from = CURRENT.get();
        if (from == null) {
            eventLoop.execute(() -> guarded(task));
        } else {
            from.send(this, task);
        }
    }

    private void send(NetLoop to, Runnable task) {
        while (outgoing.size() <= to.index) {
            outgoing.add(null);
        }
        List<Runnable> batch = outgoing.get(to.index);
        if (batch == null) {
            batch = new ArrayList<>();
            outgoing.set(to.index, batch);
            List<Runnable> sent = batch;
            eventLoop.execute(() -> {
                outgoing.set(to.index, null);
                to.eventLoop.execute(() -> sent.forEach(NetLoop::guarded));
            });
        }
        batch.add(task);
    }

    private static void guarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a task failed", e);
        }
    }

    /** Runs once when the present turn ends: after the read burst or the batch of tasks under way. In loop. */
    public void atTurnEnd(Runnable task) {
        turnEnd.add(task);
        if (!turnEndPosted) {
            turnEndPosted = true;
            eventLoop.execute(() -> {
                turnEndPosted = false;
                endTurn();
            });
        }
    }

    /** Ends the turn now. In loop. */
    public void endTurn() {
        for (int i = 0; i < turnEnd.size(); i++) {
            guarded(turnEnd.get(i));
        }
        turnEnd.clear();
    }

    /** The loop's read buffer, empty and retained for the caller. In loop. */
    ByteBuf borrowReadBuffer() {
        if (readBuffer.refCnt() != 1 || readBuffer.capacity() == 0) {
            readBuffer = Unpooled.directBuffer(READ_BUFFER_BYTES, READ_BUFFER_BYTES);
        }
        return readBuffer.clear().retain();
    }

    void releaseReadBuffer() {
        if (readBuffer.capacity() != 0) {
            readBuffer.release();
            readBuffer = Unpooled.EMPTY_BUFFER;
        }
    }

    @Override
    public Timer after(long delayMillis, Runnable task) {
        Future<?> scheduled = eventLoop.schedule(() -> guarded(task), delayMillis, TimeUnit.MILLISECONDS);
        return () -> scheduled.cancel(false);
    }

    @Override
    public boolean inLoop() {
        return eventLoop.inEventLoop();
    }

    @Override
    public Clock clock() {
        return clock;
    }

    @Override
    public String toString() {
        return "loop " + index;
    }
}
