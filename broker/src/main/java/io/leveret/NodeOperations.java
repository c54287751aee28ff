// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import io.leveret.broker.Session;
import io.leveret.broker.Sessions;
import io.leveret.config.Settings;
import io.leveret.loop.Loop;
import io.leveret.loop.Published;
import io.leveret.management.LogTail;
import io.leveret.management.Operations;
import io.leveret.net.Network;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** The node's operator at work. What belongs to the process is the host's. */
final class NodeOperations implements Operations {
    private final Network network;
    private final Sessions sessions;
    private final ResourceWatch watch;
    private final Loop watchLoop;
    private final Host host;
    private final Published<Integer> channelMax;
    private final Published<Set<String>> loopbackUsers;

    NodeOperations(
            Network network,
            Sessions sessions,
            ResourceWatch watch,
            Host host,
            Published<Integer> channelMax,
            Published<Set<String>> loopbackUsers) {
        this.network = network;
        this.sessions = sessions;
        this.watch = watch;
        this.watchLoop = network.loops().get(0);
        this.host = host;
        this.channelMax = channelMax;
        this.loopbackUsers = loopbackUsers;
    }

    /** The program that the node runs in. */
    interface Host {
        /** One that has a life of its own. */
        Host ANOTHER_PROGRAM = new Host() {
            @Override
            public List<String> configuration() {
                return List.of();
            }

            @Override
            public void logLevel(String level) {
                throw anothersLog();
            }

            @Override
            public List<String> logLocations() {
                return List.of();
            }

            @Override
            public LogTail lastLogged(int lines) {
                throw anothersLog();
            }

            @Override
            public LogTail loggedAfter(long line) {
                throw anothersLog();
            }

            private UnsupportedOperationException anothersLog() {
                return new UnsupportedOperationException("the node lives in another program, whose log this is");
            }

            @Override
            public void stop() {
                throw new UnsupportedOperationException("the node lives in another program, which may stop it");
            }
        };

        List<String> configuration();

        void logLevel(String level);

        List<String> logLocations();

        LogTail lastLogged(int lines);

        LogTail loggedAfter(long line);

        void stop();
    }

    @Override
    public boolean isServing() {
        return network.isServing();
    }

    @Override
    public String memoryWatermark() {
        return watch.memoryWatermark();
    }

    @Override
    public List<String> configuration() {
        return host.configuration();
    }

    @Override
    public void logLevel(String level) {
        host.logLevel(level);
    }

    @Override
    public List<String> logLocations() {
        return host.logLocations();
    }

    @Override
    public LogTail lastLogged(int lines) {
        return host.lastLogged(lines);
    }

    @Override
    public LogTail loggedAfter(long line) {
        return host.loggedAfter(line);
    }

    @Override
    public void limitMemory(Settings.Watermark watermark) {
        watchLoop.execute(() -> watch.limitMemory(watermark));
    }

    @Override
    public void limitFreeDisk(Settings.Watermark watermark) {
        watchLoop.execute(() -> watch.limitFreeDisk(watermark));
    }

    @Override
    public int channelMax() {
        return channelMax.get();
    }

    @Override
    public void channelMax(int most) {
        channelMax.set(most);
    }

    @Override
    public Set<String> loopbackUsers() {
        return loopbackUsers.get();
    }

    @Override
    public void loopbackUsers(Set<String> names) {
        loopbackUsers.set(Set.copyOf(names));
    }

    @Override
    public void alarm(String alarm, boolean raised) {
        watchLoop.execute(() -> {
            if (raised) {
                sessions.raise(alarm);
            } else {
                sessions.clear(alarm);
            }
        });
    }

    @Override
    public void suspend(boolean disconnect) {
        network.suspend();
        if (disconnect) {
            for (Session session : sessions.all()) {
                session.loop().execute(() -> session.close("broker forced connection closure with reason 'shutdown'"));
            }
        }
    }

    @Override
    public void resume() throws IOException {
        network.resume();
    }

    @Override
    public void stop() {
        host.stop();
    }
}
