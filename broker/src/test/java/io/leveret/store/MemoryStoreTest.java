// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemoryStoreTest {
    private final ManualLoop loop = new ManualLoop();
    private final StorePort port = new MemoryStore().port(loop);
    private final List<String> heard = new ArrayList<>();

    private final Receipt receipt = new Receipt() {
        @Override
        public void stored() {
            heard.add("stored");
        }

        @Override
        public void failed(String reason) {
            heard.add(reason);
        }
    };

    private final ReadAnswer answer = new ReadAnswer() {
        @Override
        public void read(StoredMessages messages) {
            for (int i = 0; i < messages.count(); i++) {
                heard.add(messages.sequence(i) + " " + messages.mark(i) + " "
                        + new String(messages.bytes(), messages.offset(i), messages.length(i), UTF_8));
            }
            heard.add("next " + messages.next());
        }

        @Override
        public void failed(Damage damage) {
            heard.add(damage.toString());
        }
    };

    @Test
    void answersComeAtTheEndOfTheTurn() {
        port.create(7, true, receipt);
        port.enqueue(7, 1, true, Source.of("a".getBytes(UTF_8)), receipt);

        assertThat(heard).isEmpty();
        loop.turnAll();
        assertThat(heard).containsExactly("stored", "stored");
    }

    @Test
    void readsWhatIsNotSettledWithItsMark() {
        port.create(7, true, null);
        port.create(8, false, null);
        Targets targets = new Targets();
        targets.add(7, 1);
        targets.add(8, 1);
        port.enqueue(targets, true, Source.of("both".getBytes(UTF_8)), null);
        port.enqueue(7, 2, true, Source.of("two".getBytes(UTF_8)), null);
        port.enqueue(7, 4, true, Source.of("four".getBytes(UTF_8)), null);
        port.mark(7, 2, 4, 3);
        port.settle(7, 1, 1);

        port.read(7, 1, 9, answer);
        port.read(8, 1, 1, answer);
        loop.turnAll();
        assertThat(heard).containsExactly("2 3 two", "4 3 four", "next 10", "1 0 both", "next 2");
    }
}
