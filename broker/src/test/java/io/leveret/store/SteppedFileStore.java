// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import io.leveret.loop.Loop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Random;

/** The store of a node with a data directory, on a simulated disk and with workers that take turns when told. */
public final class SteppedFileStore implements SteppedStore {
    /** So small that segments are retired and pages rewritten all the time. */
    private static final StoreOptions SMALL =
            new StoreOptions(96 * 1024, 32 * 1024, 2, 6, 2, 8 * 1024, 64, 64 * 1024, 64 * 1024);

    private static final int OPERATIONS_TO_CRASH_MAX = 60;
    private static final long PAUSE_NANOS = 1_000_000;

    private final Random random;
    private final SimulatedDisk disk;
    private final ManualCrew crew = new ManualCrew();
    private final FileStore store;
    private boolean crashed;

    /** In an empty data directory. */
    public SteppedFileStore(Random random) {
        this(random, new SimulatedDisk(random));
    }

    private SteppedFileStore(Random random, SimulatedDisk disk) {
        this.random = random;
        this.disk = disk;
        store = open();
    }

    /** Also in the middle of a recovery the machine may stop, and begins another one. */
    private FileStore open() {
        for (; ; disk.reboot()) {
            try {
                FileStore opened = FileStore.open(disk, SMALL, new Healthy(), crew, random, crew);
                disk.crashAfter(-1);
                return opened;
            } catch (SimulatedDisk.Crash e) {
                // and again
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final class Healthy implements StoreHealth {
        @Override
        public void failing(String reason) {
            throw new AssertionError("the store fails on a sound disk: " + reason);
        }

        @Override
        public void recovered() {}

        @Override
        public void damaged(Damage damage) {
            throw new AssertionError("damage on a sound disk: " + damage);
        }
    }

    @Override
    public boolean work(Random source) {
        if (crashed) {
            return false;
        }
        crew.pass(PAUSE_NANOS);
        try {
            return crew.turn(source);
        } catch (SimulatedDisk.Crash e) {
            crashed = true;
            return false;
        }
    }

    @Override
    public void crashSoon() {
        disk.crashAfter(random.nextInt(OPERATIONS_TO_CRASH_MAX));
    }

    @Override
    public boolean crashed() {
        return crashed;
    }

    @Override
    public SteppedStore crash() {
        crashed = true;
        disk.reboot();
        if (random.nextInt(3) == 0) {
            crashSoon();
        }
        return new SteppedFileStore(random, disk);
    }

    @Override
    public SteppedStore reopen() {
        return new SteppedFileStore(random, disk);
    }

    @Override
    public Recovered recovered() {
        return store.recovered();
    }

    @Override
    public StorePort port(Loop loop) {
        return store.port(loop);
    }

    @Override
    public StoreFigures figures() {
        return store.figures();
    }

    @Override
    public void close() {
        try {
            store.close();
        } catch (SimulatedDisk.Crash e) {
            crashed = true;
        }
    }

    @Override
    public String toString() {
        return disk.toString();
    }
}
