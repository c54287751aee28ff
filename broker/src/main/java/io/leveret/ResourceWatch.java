// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import io.leveret.broker.Sessions;
import io.leveret.config.Settings;
import io.leveret.loop.Loop;
import io.leveret.loop.Published;
import io.leveret.store.StoreHealth;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Raises the alarms for memory and disk, and clears them: publishers are blocked while one holds, consumers go on.
 * Lives on one loop.
 *
 * <p>Memory means what a collection leaves of the heap, and direct buffers. Its limit is the configured share of the
 * machine's (or container's) memory, but never more than most of what this JVM may use: a heap that fills up must block
 * publishers long before it fails.
 */
final class ResourceWatch implements StoreHealth {
    private static final Logger LOG = LoggerFactory.getLogger(ResourceWatch.class);

    private static final String MEMORY = "memory";
    private static final String DISK = "disk";
    private static final long CHECK_MILLIS = 1_000;

    /** Publishers are blocked at the latest when so much of the heap is alive. */
    private static final double HEAP_SHARE_MAX = 0.75;

    /** A collection tells garbage from what is alive; one in so long at the most is worth the pause. */
    private static final long COLLECT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final long memoryTotalBytes;
    private final Sessions sessions;
    private final Loop loop;
    private final LongSupplier diskFreeBytes;
    private final LongSupplier directBytes;
    private final MemoryPoolMXBean oldGeneration = oldGeneration();
    private final Published<Settings.Watermark> memory;
    private final Published<Settings.Watermark> diskFree;
    private long lastCollection;
    private boolean memoryLow;
    private boolean diskLow;
    private boolean diskFails;

    ResourceWatch(
            Settings.Alarms settings,
            Sessions sessions,
            Loop loop,
            LongSupplier diskFreeBytes,
            LongSupplier directBytes) {
        this.memoryTotalBytes = settings.memoryTotalBytes();
        this.memory = new Published<>(settings.memory());
        this.diskFree = new Published<>(settings.diskFree());
        this.sessions = sessions;
        this.loop = loop;
        this.diskFreeBytes = diskFreeBytes;
        this.directBytes = directBytes;
    }

    /** Begins. On the loop. */
    void start() {
        lastCollection = loop.clock().nanos() - COLLECT_NANOS;
        check();
    }

    /** Changes the limit of memory, at once. On the loop. */
    void limitMemory(Settings.Watermark watermark) {
        memory.set(watermark);
        lastCollection = loop.clock().nanos() - COLLECT_NANOS; // who sets a limit wants to see what it does
        checkMemory();
    }

    /** Changes the limit of free disk space, at once. On the loop. */
    void limitFreeDisk(Settings.Watermark watermark) {
        diskFree.set(watermark);
        checkDisk();
    }

    /** The limit of memory as it was set, in RabbitMQ's words. From any thread. */
    String memoryWatermark() {
        Settings.Watermark set = memory.get();
        return set instanceof Settings.Watermark.Relative relative
                ? String.valueOf(relative.share())
                : "{absolute," + set.bytes(0) + "}";
    }

    private void check() {
        checkMemory();
        checkDisk();
        loop.after(CHECK_MILLIS, this::check);
    }

    private void checkMemory() {
        long limit = memoryLimit();
        long used = memoryUsed();
        if ((used > limit || memoryLow) && loop.clock().nanos() - lastCollection >= COLLECT_NANOS) {
            ManagementFactory.getMemoryMXBean().gc();
            lastCollection = loop.clock().nanos();
            used = memoryUsed();
        } else if (used > limit && !memoryLow) {
            return; // much of it may be garbage: the next collection tells
        }
        if (used > limit != memoryLow) {
            memoryLow = used > limit;
            set(MEMORY, memoryLow, used + " bytes are in use, the limit is " + limit);
        }
    }

    /** What is alive in the heap, as far as it is known, and what lies outside it, bytes. From any thread. */
    long memoryUsed() {
        return oldGeneration.getUsage().getUsed() + directBytes.getAsLong();
    }

    /** Bytes. From any thread. */
    long diskLimit() {
        return diskFree.get().bytes(machineBytes());
    }

    /** Bytes. From any thread. */
    long memoryLimit() {
        long total = memoryTotalBytes > 0 ? memoryTotalBytes : machineBytes();
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return Math.min(memory.get().bytes(total), (long) (heap.getMax() * HEAP_SHARE_MAX));
    }

    /** What the machine, or the container this runs in, has. */
    static long machineBytes() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getTotalMemorySize();
    }

    private static MemoryPoolMXBean oldGeneration() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .filter(pool ->
                        pool.getName().contains("Tenured") || pool.getName().contains("Old"))
                .findFirst()
                .orElseGet(() -> ManagementFactory.getMemoryPoolMXBeans().stream()
                        .filter(pool -> pool.getType() == MemoryType.HEAP)
                        .findFirst()
                        .orElseThrow());
    }

    private void checkDisk() {
        long free = diskFreeBytes.getAsLong();
        long limit = diskLimit();
        if (free < limit != diskLow) {
            diskLow = free < limit;
            set(DISK, diskLow || diskFails, free + " bytes are free, the limit is " + limit);
        }
    }

    private void set(String alarm, boolean on, String why) {
        if (on) {
            LOG.warn("{} alarm set, publishers are blocked: {}", alarm, why);
            sessions.raise(alarm);
        } else {
            LOG.warn("{} alarm cleared: {}", alarm, why);
            sessions.clear(alarm);
        }
    }

    @Override
    public void failing(String reason) {
        loop.execute(() -> {
            diskFails = true;
            set(DISK, true, "the disk fails: " + reason);
        });
    }

    @Override
    public void recovered() {
        loop.execute(() -> {
            diskFails = false;
            set(DISK, diskLow, "the disk works again");
        });
    }
}
