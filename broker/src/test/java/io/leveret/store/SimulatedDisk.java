// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import java.io.IOException;
import java.io.Serial;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A disk that forgets at a crash what was not forced, in part and at any byte, and that can fail, fill up and flip
 * bits. Everything it does comes from one random source.
 */
final class SimulatedDisk implements Disk {
    private static final int SECTOR_BYTES = 512;

    /** The machine stops here. */
    static final class Crash extends Error {
        @Serial
        private static final long serialVersionUID = 1;

        Crash() {
            super("crash", null, false, false);
        }
    }

    private record Write(long position, byte[] bytes) {}

    /** What a file holds: as seen, as it would be after a crash, and the writes between. */
    private static final class Inode {
        byte[] seen = {};
        byte[] safe = {};
        List<Write> unforced = new ArrayList<>();
    }

    private final Random random;
    private Map<String, Inode> names = new HashMap<>();
    private Map<String, Inode> safeNames = new HashMap<>();
    /** Changes of names since their directory was forced, in order. */
    private List<Runnable> unforcedNames = new ArrayList<>();

    /** Handles of before the last crash are dead. */
    private int boots;

    private Runnable others = () -> {};
    private long capacity = Long.MAX_VALUE;
    private int operationsToCrash = -1;
    private double failures;
    private boolean failWrites;
    private boolean failForces;

    SimulatedDisk(Random random) {
        this.random = random;
    }

    // What the simulation does to it.

    /** The machine stops in the middle of some operation soon. */
    void crashAfter(int operations) {
        operationsToCrash = operations;
    }

    /** What other threads do while one waits for the disk: called at each operation. */
    void meanwhile(Runnable doing) {
        others = doing;
    }

    void fail(double probability, boolean writes, boolean forces) {
        failures = probability;
        failWrites = writes;
        failForces = forces;
    }

    void capacity(long bytes) {
        capacity = bytes;
    }

    /** The machine stopped and is on again: what was not forced is there, or not, or in part. */
    void reboot() {
        boots++;
        operationsToCrash = -1;
        int kept = unforcedNames.isEmpty() ? 0 : random.nextInt(unforcedNames.size() + 1);
        unforcedNames.subList(0, kept).forEach(Runnable::run);
        unforcedNames = new ArrayList<>();
        names = new HashMap<>(safeNames);
        for (Inode inode : names.values()) {
            int fate = random.nextInt(4);
            for (Write write : inode.unforced) {
                if (fate == 0 || (fate > 1 && random.nextBoolean())) {
                    inode.safe = written(inode.safe, write);
                } else if (fate > 1) {
                    tear(inode, write);
                }
            }
            inode.unforced = new ArrayList<>();
            inode.seen = inode.safe.clone();
        }
    }

    private void tear(Inode inode, Write write) {
        int length = write.bytes().length;
        if (random.nextBoolean()) {
            byte[] part = Arrays.copyOf(write.bytes(), random.nextInt(length + 1));
            inode.safe = written(inode.safe, new Write(write.position(), part));
            return;
        }
        for (long at = write.position(); at < write.position() + length; ) {
            long end = Math.min(write.position() + length, (at / SECTOR_BYTES + 1) * SECTOR_BYTES);
            if (random.nextBoolean()) {
                int from = (int) (at - write.position());
                byte[] part = Arrays.copyOfRange(write.bytes(), from, (int) (end - write.position()));
                inode.safe = written(inode.safe, new Write(at, part));
            }
            at = end;
        }
    }

    /** Flips one bit of a file, where it is safe. */
    void flip(String name, long offset, int bit) {
        Inode inode = names.get(name);
        if (inode == null) {
            throw new IllegalArgumentException("no file " + name);
        }
        inode.seen[(int) offset] ^= (byte) (1 << bit);
        inode.safe[(int) offset] ^= (byte) (1 << bit);
    }

    List<String> files() {
        return names.keySet().stream().sorted().toList();
    }

    byte[] contents(String name) {
        Inode inode = names.get(name);
        if (inode == null) {
            throw new IllegalArgumentException("no file " + name);
        }
        return inode.seen.clone();
    }

    void contents(String name, byte[] bytes) {
        Inode inode = new Inode();
        inode.seen = bytes.clone();
        inode.safe = bytes.clone();
        names.put(name, inode);
        safeNames.put(name, inode);
    }

    /** Nothing is set up to fail. */
    boolean isUntroubled() {
        return operationsToCrash < 0 && failures == 0 && capacity == Long.MAX_VALUE;
    }

    long usedBytes() {
        return names.values().stream().mapToLong(inode -> inode.seen.length).sum();
    }

    // The disk.

    private void operation() {
        others.run();
        if (operationsToCrash >= 0 && operationsToCrash-- == 0) {
            throw new Crash();
        }
    }

    private void mayFail(boolean kind, String what) throws IOException {
        if (kind && random.nextDouble() < failures) {
            throw new IOException("simulated: Input/output error (" + what + ")");
        }
    }

    private void rename(Runnable now, Runnable safe) {
        now.run();
        unforcedNames.add(safe);
    }

    @Override
    public DiskFile open(String name) throws IOException {
        operation();
        Inode inode = names.get(name);
        if (inode == null) {
            mayFail(failWrites, "create " + name);
            if (usedBytes() >= capacity) {
                throw new IOException("simulated: No space left on device");
            }
            Inode created = new Inode();
            inode = created;
            rename(() -> names.put(name, created), () -> safeNames.put(name, created));
        }
        return new File(name, inode);
    }

    @Override
    public DiskFile openToRead(String name) throws IOException {
        operation();
        Inode inode = names.get(name);
        if (inode == null) {
            throw new NoSuchFileException(name);
        }
        return new File(name, inode);
    }

    @Override
    public boolean exists(String name) {
        return names.containsKey(name);
    }

    @Override
    public void makeDirectory(String name) {}

    @Override
    public List<String> list(String directory) {
        return names.keySet().stream()
                .filter(name -> name.startsWith(directory + "/"))
                .map(name -> name.substring(directory.length() + 1))
                .sorted()
                .toList();
    }

    @Override
    public void delete(String name) throws IOException {
        operation();
        if (!names.containsKey(name)) {
            throw new NoSuchFileException(name);
        }
        rename(() -> names.remove(name), () -> safeNames.remove(name));
    }

    @Override
    public void rename(String from, String to) throws IOException {
        operation();
        mayFail(failWrites, "rename " + from);
        Inode inode = names.get(from);
        if (inode == null) {
            throw new NoSuchFileException(from);
        }
        rename(
                () -> {
                    names.remove(from);
                    names.put(to, inode);
                },
                () -> {
                    safeNames.remove(from);
                    safeNames.put(to, inode);
                });
    }

    @Override
    public void forceDirectory(String name) throws IOException {
        operation();
        mayFail(failForces, "force directory " + name);
        unforcedNames.forEach(Runnable::run);
        unforcedNames = new ArrayList<>();
    }

    @Override
    public long freeBytes() {
        return capacity - usedBytes();
    }

    private static byte[] written(byte[] to, Write write) {
        int end = (int) write.position() + write.bytes().length;
        byte[] result = to.length < end ? Arrays.copyOf(to, end) : to;
        System.arraycopy(write.bytes(), 0, result, (int) write.position(), write.bytes().length);
        return result;
    }

    private final class File implements DiskFile {
        private final String name;
        private final Inode inode;
        private final int boot = boots;
        private boolean closed;

        File(String name, Inode inode) {
            this.name = name;
            this.inode = inode;
        }

        @Override
        public void write(byte[] bytes, int offset, int length, long position) throws IOException {
            check();
            byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
            if (operationsToCrash == 0) {
                put(position, Arrays.copyOf(copy, random.nextInt(length + 1)));
            }
            operation();
            if (failWrites && random.nextDouble() < failures) {
                put(position, Arrays.copyOf(copy, random.nextInt(length + 1)));
                throw new IOException("simulated: Input/output error (write " + name + ")");
            }
            long growth = position + length - inode.seen.length;
            if (growth > 0 && usedBytes() + growth > capacity) {
                long room = Math.max(0, capacity - usedBytes());
                int fits = (int) Math.min(length, Math.max(0, inode.seen.length + room - position));
                put(position, Arrays.copyOf(copy, fits));
                throw new IOException("simulated: No space left on device");
            }
            put(position, copy);
        }

        private void put(long position, byte[] bytes) {
            if (bytes.length > 0) {
                Write write = new Write(position, bytes);
                inode.seen = written(inode.seen, write);
                inode.unforced.add(write);
            }
        }

        @Override
        public int read(byte[] bytes, int offset, int length, long position) throws IOException {
            check();
            int count = (int) Math.max(0, Math.min(length, inode.seen.length - position));
            if (count > 0) {
                System.arraycopy(inode.seen, (int) position, bytes, offset, count);
            }
            return count;
        }

        /** A force that fails leaves some of it safe, and forgets that the rest is not. */
        @Override
        public void force() throws IOException {
            check();
            operation();
            boolean fails = failForces && random.nextDouble() < failures;
            for (Write write : inode.unforced) {
                if (!fails || random.nextBoolean()) {
                    inode.safe = written(inode.safe, write);
                }
            }
            inode.unforced = new ArrayList<>();
            if (fails) {
                throw new IOException("simulated: Input/output error (force " + name + ")");
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            check();
            operation();
            inode.seen = Arrays.copyOf(inode.seen, (int) Math.min(inode.seen.length, size));
            inode.safe = Arrays.copyOf(inode.safe, (int) Math.min(inode.safe.length, size));
            inode.unforced.removeIf(write -> write.position() + write.bytes().length > size);
        }

        @Override
        public long size() throws IOException {
            check();
            return inode.seen.length;
        }

        @Override
        public void close() {
            closed = true;
        }

        private void check() throws IOException {
            if (closed || boot != boots) {
                throw new IOException(name + " is closed");
            }
        }
    }

    /** For messages of tests that fail. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (String name : files()) {
            text.append(name).append(' ').append(contents(name).length).append("; ");
        }
        return text.toString();
    }
}
