// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A small store on a simulated disk, stepped by the test; says what it hears as lines of text. */
final class StoreFixture {
    static final StoreOptions OPTIONS = new StoreOptions(16 * 1024, 4 * 1024, 2, 6, 2, 1024, 16, 8 * 1024, 8 * 1024);

    private final Random random = new Random(2);
    final SimulatedDisk disk;
    final List<String> heard = new ArrayList<>();
    ManualCrew crew = new ManualCrew();
    ManualLoop loop = new ManualLoop();
    FileStore store;
    StorePort port;

    StoreFixture() throws IOException {
        this(new SimulatedDisk(new Random(1)));
    }

    StoreFixture(SimulatedDisk disk) throws IOException {
        this.disk = disk;
        this.store = open();
        this.port = store.port(loop);
    }

    private FileStore open() throws IOException {
        StoreHealth health = new StoreHealth() {
            @Override
            public void failing(String reason) {
                heard.add("failing: " + reason);
            }

            @Override
            public void recovered() {
                heard.add("recovered");
            }

            @Override
            public void damaged(Damage damage) {
                heard.add("damaged: " + damage);
            }
        };
        return FileStore.open(disk, OPTIONS, health, crew, random, crew);
    }

    /** The machine stops and starts again. */
    void crash() throws IOException {
        disk.reboot();
        reopen();
    }

    void restart() throws IOException {
        loop.turnAll();
        store.close();
        reopen();
    }

    private void reopen() throws IOException {
        crew = new ManualCrew();
        loop = new ManualLoop();
        store = open();
        port = store.port(loop);
    }

    Receipt receipt(String name) {
        return new Receipt() {
            @Override
            public void stored() {
                heard.add(name + " stored");
            }

            @Override
            public void failed(String reason) {
                heard.add(name + " failed");
            }
        };
    }

    /** Durable messages with these sequences, whose text is "m" and the sequence. */
    void enqueue(long queue, long from, long to) {
        for (long sequence = from; sequence <= to; sequence++) {
            port.enqueue(queue, sequence, true, text("m" + sequence), null);
        }
    }

    static Source text(String text) {
        return Source.of(text.getBytes(UTF_8));
    }

    /** Until nobody has anything to do at this time. */
    void turn() {
        for (int i = 0; i < 10; i++) {
            loop.turnAll();
            crew.turnAll();
        }
    }

    /** Until nobody has anything to do for some seconds. */
    void rest() {
        for (int i = 0; i < 30; i++) {
            turn();
            crew.pass(100_000_000);
        }
    }

    /** "sequence text" or "sequence text *mark" for each message, or "damage". */
    List<String> readAll(long queue) {
        List<String> found = new ArrayList<>();
        long[] next = {1};
        while (next[0] < Long.MAX_VALUE) {
            long asked = next[0];
            port.read(queue, asked, Long.MAX_VALUE, new ReadAnswer() {
                @Override
                public void read(StoredMessages messages) {
                    for (int i = 0; i < messages.count(); i++) {
                        String text = new String(messages.bytes(), messages.offset(i), messages.length(i), UTF_8);
                        String mark = messages.mark(i) == 0 ? "" : " *" + messages.mark(i);
                        found.add(messages.sequence(i) + " " + text + mark);
                    }
                    next[0] = messages.next();
                }

                @Override
                public void failed(Damage damage) {
                    found.add(damage.toString());
                    next[0] = Long.MAX_VALUE;
                }
            });
            turn();
            if (next[0] == asked) {
                crew.pass(100_000_000);
                turn();
            }
            if (next[0] == asked) {
                throw new AssertionError("no answer to a read from " + asked);
            }
        }
        return found;
    }

    static List<String> messages(long from, long to) {
        List<String> all = new ArrayList<>();
        for (long sequence = from; sequence <= to; sequence++) {
            all.add(sequence + " m" + sequence);
        }
        return all;
    }

    List<String> takeHeard() {
        List<String> taken = List.copyOf(heard);
        heard.clear();
        return taken;
    }
}
