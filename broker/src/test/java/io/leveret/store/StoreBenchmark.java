// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import io.leveret.loop.Clock;
import io.leveret.loop.Loop;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * Figures of the store alone, by hand: {@code StoreBenchmark DIRECTORY steady|one|backlog|unacked|recover [COUNT]
 * [BYTES]}. CPU is the whole process's; bursts of 64 stand for what a socket brings at once.
 */
final class StoreBenchmark {
    private static final int BURST = 64;
    private static final long QUEUE = 1;

    private final FileStore store;
    private final ThreadLoop loop = new ThreadLoop();
    private final StorePort port;
    private final Source message;

    private StoreBenchmark(Path directory, int bytes) throws IOException {
        byte[] body = new byte[bytes];
        Arrays.fill(body, (byte) 'x');
        message = Source.of(body);
        long start = System.nanoTime();
        store = FileStore.open(new RealDisk(directory), StoreOptions.DEFAULT, new StoreHealth() {
            @Override
            public void failing(String reason) {
                System.out.println("failing: " + reason);
            }

            @Override
            public void recovered() {
                System.out.println("recovered");
            }
        });
        System.out.printf(
                Locale.ROOT,
                "opened in %.0f ms: %s%n",
                (System.nanoTime() - start) / 1e6,
                store.recovered().queues());
        port = store.port(loop);
    }

    public static void main(String[] args) throws Exception {
        Path directory = Files.createDirectories(Path.of(args[0]));
        long count = args.length > 2 ? Long.parseLong(args[2]) : 1_000_000;
        int bytes = args.length > 3 ? Integer.parseInt(args[3]) : 1_024;
        StoreBenchmark bench = new StoreBenchmark(directory, bytes);
        bench.loop.thread.start();
        Meter meter = new Meter(bench.store);
        switch (args[1]) {
            case "steady" -> {
                bench.loop.run(bench.new Flow(1, count / 4, 1_000, 0, false));
                meter.start();
                bench.loop.run(bench.new Flow(1 + count / 4, count, 1_000, 0, false));
                meter.stop("steady, window 1,000", count);
            }
            case "one" -> {
                bench.loop.run(bench.new Flow(1, count, 1, 0, false));
                meter.stop("one at a time", count);
            }
            case "backlog" -> {
                bench.loop.run(bench.new Flow(1, count, 10_000, -1, false));
                meter.stop("in", count);
                meter.start();
                bench.loop.run(bench.new Drain(count));
                meter.stop("out", count);
            }
            case "unacked" -> {
                bench.loop.run(bench.new Flow(1, count, 1_000, 1, false));
                meter.stop("one unacknowledged at the head", count);
            }
            case "overflow" -> {
                bench.loop.run(bench.new Flow(1, count, 10_000, -1, true));
                meter.stop("transient in", count);
                meter.start();
                bench.loop.run(bench.new Drain(count));
                meter.stop("transient out", count);
            }
            case "fill" -> {
                bench.loop.run(bench.new Flow(1, count, 10_000, -1, false));
                meter.stop("in", count);
            }
            default -> {} // opening was all
        }
        meter.resident();
        bench.loop.end();
        bench.store.close();
    }

    /** Enqueues in bursts with so many unconfirmed at most; settles each when it is stored, but for the first few. */
    private final class Flow implements Job {
        private final long first;
        private final long count;
        private final int window;
        private final long kept;
        private final boolean fleeting;
        private long sent;
        private long stored;

        Flow(long first, long count, int window, long kept, boolean fleeting) {
            this.first = first;
            this.count = count;
            this.window = window;
            this.kept = kept;
            this.fleeting = fleeting;
        }

        private final Receipt receipt = new Receipt() {
            @Override
            public void stored() {
                long sequence = first + stored++;
                if (kept >= 0 && sequence > kept) {
                    port.mark(QUEUE, sequence, sequence, 1);
                    port.settle(QUEUE, sequence, sequence);
                }
            }

            @Override
            public void failed(String reason) {
                throw new AssertionError(reason);
            }
        };

        @Override
        public boolean turn() {
            if (sent == 0 && first == 1) {
                port.create(QUEUE, true, null);
            }
            if (fleeting && store.figures().waitingBytes() > 4 << 20) {
                return false;
            }
            for (int i = 0; i < BURST && sent < count && sent - stored < window; i++) {
                port.enqueue(QUEUE, first + sent++, !fleeting, message, fleeting ? null : receipt);
            }
            if (fleeting) {
                stored = sent;
            }
            return stored == count;
        }
    }

    /** Reads all, one answer ahead, and settles. */
    private final class Drain implements Job, ReadAnswer {
        private final long count;
        private final ArrayDeque<StoredMessages> ahead = new ArrayDeque<>();
        private boolean reading;
        private long next = 1;
        private long read;

        Drain(long count) {
            this.count = count;
        }

        @Override
        public void read(StoredMessages messages) {
            reading = false;
            next = messages.next();
            if (messages.count() > 0) {
                ahead.add(messages);
            }
        }

        @Override
        public void failed(Damage damage) {
            throw new AssertionError(damage.toString());
        }

        @Override
        public boolean turn() {
            if (!reading && ahead.size() < 2 && next <= count) {
                reading = true;
                port.read(QUEUE, next, count, this);
            }
            StoredMessages some = ahead.poll();
            if (some != null) {
                for (int i = 0; i < some.count(); i++) {
                    port.settle(QUEUE, some.sequence(i), some.sequence(i));
                }
                read += some.count();
            }
            return read == count;
        }
    }

    private interface Job {
        /** True when it is done. */
        boolean turn();
    }

    private static final class Meter {
        private final FileStore store;
        private long nanos;
        private long cpu;
        private long written;
        private long forces;

        Meter(FileStore store) {
            this.store = store;
            start();
        }

        void start() {
            nanos = System.nanoTime();
            cpu = cpuNanos();
            written = store.figures().writtenBytes();
            forces = store.figures().forces().count();
        }

        void stop(String what, long count) throws IOException {
            double seconds = (System.nanoTime() - nanos) / 1e9;
            StoreFigures figures = store.figures();
            System.out.printf(
                    Locale.ROOT,
                    "%s: %,d in %.2f s, %,.0f/s, %.2f µs CPU each, journal %.0f MB/s, %,d forces; disk: journal %d MB, pages %d MB%n",
                    what,
                    count,
                    seconds,
                    count / seconds,
                    (cpuNanos() - cpu) / 1e3 / count,
                    (figures.writtenBytes() - written) / 1e6 / seconds,
                    figures.forces().count() - forces,
                    figures.journalBytes() >> 20,
                    figures.pageBytes() >> 20);
            StringBuilder cells = new StringBuilder("forces up to µs:");
            for (int cell = 0; cell < figures.forces().cells(); cell++) {
                if (figures.forces().count(cell) > 0) {
                    cells.append(' ')
                            .append(figures.forces().upperMicros(cell))
                            .append(':')
                            .append(figures.forces().count(cell));
                }
            }
            System.out.println(cells);
            resident();
        }

        void resident() throws IOException {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            String rss = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS") || line.startsWith("VmHWM"))
                    .map(line -> line.replaceAll("\\s+", " "))
                    .reduce("", (a, b) -> a + " " + b);
            System.out.println("live heap " + ((runtime.totalMemory() - runtime.freeMemory()) >> 20) + " MB;" + rss);
        }

        private static long cpuNanos() {
            return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                    .getProcessCpuTime();
        }
    }

    /** A thread with a queue of tasks, and a job that has a turn between them. */
    private static final class ThreadLoop implements Loop, Runnable {
        private final ConcurrentLinkedQueue<Runnable> tasks = new ConcurrentLinkedQueue<>();
        private final Thread thread = new Thread(this, "loop");
        private volatile boolean ended;
        private volatile Job job = () -> false;
        private volatile boolean done;

        @Override
        public void run() {
            while (!ended) {
                Runnable task = tasks.poll();
                boolean idle = task == null;
                while (task != null) {
                    task.run();
                    task = tasks.poll();
                }
                if (job.turn()) {
                    done = true;
                    job = () -> false;
                }
                if (idle && tasks.isEmpty()) {
                    LockSupport.parkNanos(1_000_000);
                }
            }
        }

        void run(Job next) throws InterruptedException {
            done = false;
            job = next;
            while (!done) {
                Thread.sleep(1);
            }
        }

        void end() throws InterruptedException {
            ended = true;
            LockSupport.unpark(thread);
            thread.join();
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
        }

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
            if (Thread.currentThread() != thread) {
                LockSupport.unpark(thread);
            }
        }

        @Override
        public Timer after(long delayMillis, Runnable task) {
            throw new UnsupportedOperationException("the store needs no timers on loops");
        }

        @Override
        public boolean inLoop() {
            return Thread.currentThread() == thread || ended;
        }

        @Override
        public Clock clock() {
            return Clock.SYSTEM;
        }
    }
}
