// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store with its threads, on a real disk. */
class FileStoreTest {
    private static final StoreOptions SMALL =
            new StoreOptions(256 * 1024, 64 * 1024, 2, 6, 2, 8 * 1024, 64, 128 * 1024, 256 * 1024);

    private static final StoreHealth HEALTHY = new StoreHealth() {
        @Override
        public void failing(String reason) {
            throw new AssertionError(reason);
        }

        @Override
        public void recovered() {}
    };

    @TempDir
    Path directory;

    private final ManualLoop loop = new ManualLoop();
    private final AtomicLong stored = new AtomicLong();

    private final Receipt receipt = new Receipt() {
        @Override
        public void stored() {
            stored.incrementAndGet();
        }

        @Override
        public void failed(String reason) {
            throw new AssertionError(reason);
        }
    };

    private FileStore open() throws IOException {
        return FileStore.open(new RealDisk(directory), SMALL, HEALTHY);
    }

    private void awaitStored(long count) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            loop.turnAll();
            return stored.get() == count;
        });
    }

    private List<String> readAll(StorePort port, long queue) {
        List<String> found = new ArrayList<>();
        AtomicLong next = new AtomicLong(1);
        while (next.get() < Long.MAX_VALUE) {
            long asked = next.get();
            port.read(queue, asked, Long.MAX_VALUE, new ReadAnswer() {
                @Override
                public void read(StoredMessages messages) {
                    for (int i = 0; i < messages.count(); i++) {
                        String text = new String(messages.bytes(), messages.offset(i), messages.length(i), UTF_8);
                        found.add(messages.sequence(i) + ":" + messages.mark(i) + ":" + text);
                    }
                    next.set(messages.next());
                }

                @Override
                public void failed(Damage damage) {
                    throw new AssertionError(damage.toString());
                }
            });
            await().pollInterval(Duration.ofMillis(1)).until(() -> {
                loop.turnAll();
                return next.get() != asked;
            });
        }
        return found;
    }

    @Test
    void whatIsStoredIsThereAgain() throws IOException {
        try (FileStore store = open()) {
            StorePort port = store.port(loop);
            new DefinitionsLog(port, store.recovered()).append(3, Source.of("declare".getBytes(UTF_8)), receipt);
            port.create(5, true, receipt);
            port.create(6, false, null);
            for (int i = 1; i <= 5; i++) {
                port.enqueue(5, i, i != 4, Source.of(("m" + i).getBytes(UTF_8)), i == 4 ? null : receipt);
            }
            port.settle(5, 2, 2);
            port.mark(5, 3, 3, 1);
            awaitStored(6);
            assertThat(readAll(port, 5)).containsExactly("1:0:m1", "3:1:m3", "4:0:m4", "5:0:m5");
        }
        try (FileStore store = open()) {
            assertThat(store.recovered().queues()).containsExactly(new RecoveredQueue(5, 6, 3, 6, null));
            assertThat(store.recovered().definitions()).singleElement().satisfies(definition -> {
                assertThat(definition.version()).isEqualTo(3);
                assertThat(new String(definition.bytes(), UTF_8)).isEqualTo("declare");
            });
            assertThat(readAll(store.port(loop), 5)).containsExactly("1:0:m1", "3:1:m3", "5:0:m5");
        }
    }

    @Test
    void aBacklogLargerThanTheJournalMovesToPagesAndComesBack() throws IOException {
        int count = 20_000;
        List<String> expected = new ArrayList<>();
        try (FileStore store = open()) {
            StorePort port = store.port(loop);
            port.create(5, true, receipt);
            for (int i = 1; i <= count; i++) {
                port.enqueue(5, i, true, Source.of(("message number " + i + "x".repeat(100)).getBytes(UTF_8)), receipt);
                if (i % 50 == 0) {
                    loop.turnAll();
                }
                if (i % 2_000 == 0) {
                    awaitStored(1 + i);
                }
                if (i % 10 != 0) {
                    port.settle(5, i, i);
                } else {
                    expected.add(i + ":0:message number " + i + "x".repeat(100));
                }
            }
            awaitStored(1 + count);
            assertThat(readAll(port, 5)).isEqualTo(expected);
            assertThat(store.figures().journalBytes()).isLessThan(3_000_000);
        }
        try (FileStore store = open()) {
            assertThat(readAll(store.port(loop), 5)).isEqualTo(expected);
            StorePort port = store.port(loop);
            port.settle(5, 1, count);
            port.sync(receipt);
            awaitStored(2 + count);
            await().until(() -> store.figures().pageBytes() == 0);
        }
    }
}
