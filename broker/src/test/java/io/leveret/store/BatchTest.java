// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchTest {
    private final Batch batch = new Batch(null);

    private static final Receipt RECEIPT = new Receipt() {
        @Override
        public void stored() {}

        @Override
        public void failed(String reason) {}
    };

    private void enqueue(long sequence, boolean awaited, int length) {
        int at = batch.begin(RecordFormat.ENQUEUE, awaited ? RecordFormat.AWAITED : 0, 1, length);
        batch.target(at, 0, 5, sequence, 0);
        batch.end(at, awaited ? RECEIPT : null);
    }

    private List<String> records() {
        List<String> found = new ArrayList<>();
        byte[] bytes = batch.bytes();
        for (int at = RecordFormat.GROUP_BYTES; at < batch.length(); at += RecordFormat.totalBytes(bytes, at)) {
            StringBuilder text = new StringBuilder().append(RecordFormat.kind(bytes, at));
            for (int i = 0; i < RecordFormat.targets(bytes, at); i++) {
                text.append(' ').append(RecordFormat.queue(bytes, at, i));
                text.append(' ').append(RecordFormat.a(bytes, at, i));
                text.append(' ').append(RecordFormat.b(bytes, at, i));
            }
            found.add(text.toString());
        }
        return found;
    }

    @Test
    void neighbouringSettlesAreOneRangeBehindTheMessages() {
        batch.settle(5, 1, 1);
        enqueue(9, false, 3);
        batch.settle(5, 2, 4);
        batch.settle(6, 5, 5);
        batch.settle(5, 6, 6);
        batch.mark(5, 7, 8, (byte) 200);
        batch.close(1);

        assertThat(records()).containsExactly("1 5 9 0", "3 5 7 " + (256 + 200), "2 5 1 4 6 5 5 5 6 6");
        assertThat(batch.isLasting()).isTrue();
        assertThat(batch.isUrgent()).isFalse();
    }

    @Test
    void growsWithLargeMessagesAndForgetsThem() {
        enqueue(1, false, 3_000_000);
        enqueue(2, false, 1);
        assertThat(records()).hasSize(2);
        batch.clear();
        assertThat(batch.bytes().length).isEqualTo(4 * 1024);
        assertThat(batch.isEmpty()).isTrue();
    }

    @Test
    void whatWasRefusedGoesAndTheRestStays() {
        enqueue(1, true, 100);
        enqueue(2, false, 7);
        enqueue(3, true, 0);
        batch.settle(5, 1, 1);
        batch.close(1);
        assertThat(batch.takeReceipts()).hasSize(2);

        batch.keepUnawaited(true);
        assertThat(records()).containsExactly("1 5 2 0", "2 5 1 1");
        batch.keepUnawaited(false);
        assertThat(records()).containsExactly("2 5 1 1");
    }

    @Test
    void aLengthThatCannotBeIsRefused() {
        assertThatThrownBy(() -> enqueue(1, false, -1)).hasMessageContaining("-1 bytes are not in 0..");
    }
}
