// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found after a restart, and what damage does to it. */
class RecoveryTest {
    private final StoreFixture fixture;

    RecoveryTest() throws IOException {
        fixture = new StoreFixture();
        for (int queue = 5; queue <= 7; queue++) {
            fixture.port.create(queue, true, null);
        }
        fixture.turn();
    }

    private static int find(byte[] where, String what) {
        int at = new String(where, StandardCharsets.ISO_8859_1).indexOf(what);
        assertThat(at).as("'%s' in the file", what).isPositive();
        return at;
    }

    private Damage damageOf(long queue) {
        return fixture.store.recovered().queues().stream()
                .filter(each -> each.id() == queue)
                .findFirst()
                .orElseThrow()
                .damage();
    }

    /** The file of this kind that holds the text, and where. */
    private String fileWith(String suffix, String text) {
        return fixture.disk.files().stream()
                .filter(name -> name.endsWith(suffix))
                .filter(name -> new String(fixture.disk.contents(name), StandardCharsets.ISO_8859_1).contains(text))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aFlippedBitInAMessageStopsItsQueueAndNamesIt() throws IOException {
        fixture.enqueue(5, 1, 3);
        fixture.port.enqueue(6, 1, true, StoreFixture.text("the victim"), null);
        fixture.enqueue(7, 1, 3);
        fixture.rest();
        fixture.store.close();
        int at = find(fixture.disk.contents("journal/1.journal"), "victim");
        fixture.disk.flip("journal/1.journal", at, 2);
        fixture.crash();

        Damage damage = damageOf(6);
        assertThat(damage.file()).isEqualTo("journal/1.journal");
        assertThat(damage.offset()).isEqualTo(at - 4 - RecordFormat.GROUP_BYTES);
        assertThat(damage.what()).contains("message 1");
        assertThat(fixture.readAll(6)).containsExactly(damage.toString());
        assertThat(damageOf(5)).isNull();
        assertThat(fixture.readAll(5)).isEqualTo(StoreFixture.messages(1, 3));
        assertThat(fixture.readAll(7)).isEqualTo(StoreFixture.messages(1, 3));

        fixture.port.settle(6, 1, 1);
        fixture.restart();
        assertThat(damageOf(6)).as("after a purge").isNull();
    }

    @Test
    void aFlippedBitInAHeadIsRepaired() throws IOException {
        fixture.port.enqueue(6, 1, true, StoreFixture.text("the victim"), null);
        fixture.rest();
        fixture.store.close();
        int head = find(fixture.disk.contents("journal/1.journal"), "the victim") - RecordFormat.GROUP_BYTES;
        fixture.disk.flip("journal/1.journal", head + 20, 7);
        fixture.crash();
        assertThat(damageOf(6)).isNull();
        assertThat(fixture.readAll(6)).containsExactly("1 the victim");
    }

    @Test
    void unreadableBytesStopTheQueuesThatMissAMessage() throws IOException {
        fixture.enqueue(5, 1, 1);
        fixture.enqueue(6, 1, 1);
        fixture.port.enqueue(6, 2, true, StoreFixture.text("the victim"), null);
        fixture.enqueue(6, 3, 3);
        fixture.enqueue(5, 2, 2);
        fixture.rest();
        fixture.store.close();
        byte[] bytes = fixture.disk.contents("journal/1.journal");
        int at = find(bytes, "the victim") - RecordFormat.GROUP_BYTES;
        for (int i = 0; i < 48; i++) {
            bytes[at + i] = (byte) 0xE5;
        }
        fixture.disk.contents("journal/1.journal", bytes);
        fixture.crash();
        assertThat(damageOf(6).what()).contains("unreadable");
        assertThat(damageOf(6).offset()).isEqualTo(at);
        assertThat(damageOf(5)).isNull();
        assertThat(fixture.readAll(5)).isEqualTo(StoreFixture.messages(1, 2));
    }

    @Test
    void aFlippedBitInAPageStopsItsQueueWhenItIsRead() throws IOException {
        for (int i = 0; i < 40; i++) {
            fixture.enqueue(5, 1 + 20L * i, 20 + 20L * i);
            fixture.enqueue(6, 1 + 20L * i, 20 + 20L * i);
            fixture.turn();
        }
        fixture.rest();
        fixture.store.close();
        String file = fileWith(".pages", "m18m19m20");
        fixture.disk.flip(file, find(fixture.disk.contents(file), "m18m19m20"), 0);
        fixture.crash();
        List<String> five = fixture.readAll(5);
        List<String> six = fixture.readAll(6);
        assertThat(five.get(five.size() - 1)).startsWith("queue 5: " + file + " at offset ");
        assertThat(six).isEqualTo(StoreFixture.messages(1, 800));
        assertThat(fixture.heard).anyMatch(line -> line.startsWith("damaged: queue 5: " + file));
        fixture.restart();
        assertThat(fixture.readAll(6)).isEqualTo(StoreFixture.messages(1, 800));
    }

    @Test
    void aTornTailIsCutAndWrittenOver() throws IOException {
        for (int round = 1; round <= 200; round++) {
            fixture.port.enqueue(5, round, true, StoreFixture.text("m" + round), fixture.receipt("m" + round));
            fixture.turn();
            fixture.enqueue(6, round, round);
            fixture.loop.turnAll();
            fixture.disk.crashAfter(round % 3);
            try {
                fixture.turn();
                fixture.disk.crashAfter(-1);
            } catch (SimulatedDisk.Crash e) {
                fixture.crash();
            }
            assertThat(fixture.readAll(5)).isEqualTo(StoreFixture.messages(1, round));
        }
    }

    @Test
    void aTransientMessageThatAFailureLeftBehindIsNotMissed() throws IOException {
        fixture.enqueue(5, 1, 1);
        fixture.turn();
        fixture.port.enqueue(5, 2, false, StoreFixture.text("m2"), null);
        fixture.turn();
        fixture.disk.fail(1, false, true);
        fixture.port.enqueue(6, 1, true, StoreFixture.text("m1"), null);
        fixture.turn();
        fixture.disk.fail(0, false, false);
        fixture.rest();
        fixture.enqueue(5, 3, 3);
        fixture.rest();
        assertThat(fixture.heard).hasSize(2).endsWith("recovered");
        fixture.crash();
        assertThat(fixture.readAll(5)).containsExactly("1 m1", "3 m3");
    }

    @ParameterizedTest
    @CsvSource({"3, true, newer", "3, false, newer", "1, true, older", "1, false, older"})
    void anotherFormatIsRefused(int version, boolean sound, String said) throws IOException {
        fixture.enqueue(5, 1, 1);
        fixture.turn();
        fixture.store.close();
        byte[] bytes = fixture.disk.contents("journal/1.journal");
        for (int header : new int[] {0, Journal.SECOND_HEADER_OFFSET}) {
            changeVersion(bytes, header, version, sound);
        }
        fixture.disk.contents("journal/1.journal", bytes);
        assertThatThrownBy(fixture::crash)
                .isInstanceOf(DataFormatException.class)
                .hasMessage("journal/1.journal has the " + said + " format " + version
                        + ", this version of Leveret reads format 2: use the version that wrote it");
    }

    @ParameterizedTest
    @CsvSource({"4, true, newer", "4, false, newer", "2, true, older", "2, false, older"})
    void aCheckpointOfAnotherFormatIsRefused(int version, boolean sound, String said) throws IOException {
        fixture.enqueue(5, 1, 800);
        fixture.rest();
        fixture.store.close();
        for (String name : List.of(Checkpoint.NAME, Checkpoint.COPY)) {
            byte[] bytes = fixture.disk.contents(name);
            changeVersion(bytes, 0, version, sound);
            fixture.disk.contents(name, bytes);
        }
        assertThatThrownBy(fixture::crash)
                .isInstanceOf(DataFormatException.class)
                .hasMessage("checkpoint has the " + said + " format " + version
                        + ", this version of Leveret reads format 3: use the version that wrote it");
    }

    private static void changeVersion(byte[] file, int header, int version, boolean sound) {
        RecordFormat.intAt(file, header + 8, version);
        if (sound) {
            CRC32C crc = new CRC32C();
            crc.update(file, header, 12);
            crc.update(file, header + 16, FileHeader.BYTES - 16);
            RecordFormat.intAt(file, header + 12, (int) crc.getValue());
        }
    }

    @Test
    void aMissingSegmentIsRefused() throws IOException {
        for (int i = 0; i < 12; i++) {
            fixture.port.enqueue(5, 1 + i, true, StoreFixture.text("x".repeat(1_500)), null);
            fixture.turn();
        }
        fixture.disk.delete("journal/1.journal");
        fixture.disk.forceDirectory("journal");
        assertThatThrownBy(fixture::crash)
                .isInstanceOf(DataFormatException.class)
                .hasMessageContaining("journal segment 1 is missing");
    }

    @Test
    void aMissingPageFileStopsItsQueues() throws IOException {
        fixture.enqueue(5, 1, 500);
        fixture.turn();
        fixture.enqueue(6, 1, 500);
        fixture.rest();
        fixture.enqueue(7, 1, 2);
        fixture.rest();
        for (String name : fixture.disk.files()) {
            if (name.endsWith(".pages")) {
                fixture.disk.delete(name);
            }
        }
        fixture.disk.forceDirectory("pages");
        fixture.crash();
        assertThat(damageOf(5).what()).isEqualTo("the file is missing");
        assertThat(damageOf(7)).isNull();
        assertThat(fixture.readAll(7)).isEqualTo(StoreFixture.messages(1, 2));
    }

    private RecoveredQueue recovered(long queue) {
        return fixture.store.recovered().queues().stream()
                .filter(found -> found.id() == queue)
                .findFirst()
                .orElseThrow();
    }

    /** Leaves a queue whose pages have gaps; returns what its messages weigh together. */
    private long keepOneInThree() {
        fixture.enqueue(5, 1, 900);
        fixture.rest();
        long bytes = 0;
        for (int sequence = 1; sequence <= 900; sequence++) {
            if (sequence % 3 == 0) {
                bytes += ("m" + sequence).length();
            } else {
                fixture.port.settle(5, sequence, sequence);
            }
        }
        fixture.rest();
        return bytes;
    }

    @Test
    void aStartReadsNoPageThatTheCheckpointWeighed() throws IOException {
        long bytes = keepOneInThree();
        fixture.restart();
        assertThat(recovered(5).bytes()).isEqualTo(bytes);
        fixture.enqueue(6, 1, 900); // the journal is retired, and the pages of before have been weighed
        fixture.rest();
        for (String name : fixture.disk.files()) {
            if (name.endsWith(".pages")) {
                fixture.disk.contents(name, new byte[fixture.disk.contents(name).length]);
            }
        }
        fixture.crash();
        assertThat(recovered(5).bytes()).isEqualTo(bytes);
        assertThat(recovered(5).messages()).isEqualTo(300);
    }

    @Test
    void whatIsSettledAfterTheCheckpointIsWeighedAtTheStart() throws IOException {
        long bytes = keepOneInThree();
        fixture.enqueue(6, 1, 900);
        fixture.rest();
        fixture.port.settle(5, 3, 3);
        fixture.port.settle(5, 600, 600);
        fixture.enqueue(6, 901, 901); // its force takes them along
        fixture.turn();
        fixture.crash();
        assertThat(recovered(5).bytes()).isEqualTo(bytes - "m3".length() - "m600".length());
    }

    @Test
    void aPageThatIsCutOffStopsItsQueueOnly() throws IOException {
        keepOneInThree();
        fixture.enqueue(7, 1, 2);
        fixture.rest();
        for (String name : fixture.disk.files()) {
            if (name.endsWith(".pages")) {
                fixture.disk.contents(name, new byte[FileHeader.BYTES]);
            }
        }
        fixture.port.settle(5, 300, 300);
        fixture.enqueue(7, 3, 3);
        fixture.turn();
        fixture.crash();
        assertThat(damageOf(5)).isNotNull();
        assertThat(fixture.readAll(7)).isEqualTo(StoreFixture.messages(1, 3));
    }

    @Test
    void definitionsBeginWithTheLastSnapshot() throws IOException {
        DefinitionsLog log = new DefinitionsLog(fixture.port, fixture.store.recovered());
        log.append(1, StoreFixture.text("a"), null);
        log.snapshot(1, StoreFixture.text("a, compact"), fixture.receipt("snapshot"));
        log.append(2, StoreFixture.text("b"), null);
        fixture.turn();
        assertThat(fixture.heard).containsExactly("snapshot stored");
        fixture.crash();
        assertThat(fixture.store.recovered().definitions())
                .extracting(each ->
                        each.version() + " " + each.snapshot() + " " + new String(each.bytes(), StandardCharsets.UTF_8))
                .containsExactly("1 true a, compact", "2 false b");
        assertThat(fixture.store.recovered().nextDefinition()).isEqualTo(4);
    }
}
