// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoreReaderTest {
    private final StoreFixture fixture;
    private final List<StoredMessages> answers = new ArrayList<>();

    private final ReadAnswer answer = new ReadAnswer() {
        @Override
        public void read(StoredMessages messages) {
            answers.add(messages);
        }

        @Override
        public void failed(Damage damage) {
            throw new AssertionError(damage.toString());
        }
    };

    StoreReaderTest() throws IOException {
        fixture = new StoreFixture();
        fixture.port.create(5, true, null);
    }

    @Test
    void aReadSeesWhatTheLoopEnqueuedJustBefore() {
        fixture.enqueue(5, 1, 2);
        fixture.port.read(5, 1, 9, answer);
        assertThat(answers).isEmpty();
        fixture.turn();
        assertThat(answers).hasSize(1);
        assertThat(answers.get(0).count()).isEqualTo(2);
        assertThat(answers.get(0).next()).isEqualTo(3);
    }

    @Test
    void nothingIsAnAnswerToo() {
        fixture.enqueue(5, 1, 2);
        fixture.port.read(5, 3, 9, answer);
        fixture.port.read(77, 1, Long.MAX_VALUE, answer);
        fixture.turn();
        assertThat(answers).extracting(StoredMessages::count).containsExactly(0, 0);
        assertThat(answers).extracting(StoredMessages::next).containsExactly(10L, Long.MAX_VALUE);
    }

    @Test
    void aFewMessagesDoNotKeepTheirPageInMemory() {
        for (int i = 0; i < 100; i++) {
            fixture.enqueue(5, 1 + 20L * i, 20 + 20L * i);
            fixture.turn();
        }
        fixture.rest();
        assertThat(fixture.disk.list("pages")).isNotEmpty();
        fixture.port.read(5, 7, 7, answer);
        fixture.turn();
        assertThat(answers.get(0).count()).isEqualTo(1);
        assertThat(answers.get(0).sequence(0)).isEqualTo(7);
        assertThat(answers.get(0).bytes().length).isEqualTo(2);
    }

    @Test
    void anAnswerIsAboutAPage() {
        for (int i = 1; i <= 50; i++) {
            fixture.port.enqueue(5, i, true, StoreFixture.text("x".repeat(200)), null);
        }
        fixture.turn();
        fixture.port.read(5, 1, 50, answer);
        fixture.turn();
        assertThat(answers.get(0).count()).isBetween(4, 8);
    }
}
