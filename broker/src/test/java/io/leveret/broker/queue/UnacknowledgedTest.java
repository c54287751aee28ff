// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.loop.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UnacknowledgedTest {
    private static final ReadyMessages HOME = Nowhere.home();
    private static final ChannelKey[] CHANNELS = {
        new ChannelKey(1, 1, 0), new ChannelKey(1, 2, 0), new ChannelKey(1, 1, 1), new ChannelKey(2, 1, 0)
    };

    private static QueuedMessage held(long sequence, ChannelKey holder) {
        Published message = new Published(sequence, 1, false, Published.BODY_BYTES_MIN + (int) sequence % 10);
        QueuedMessage queued = new QueuedMessage(HOME, sequence, message.message(message.content()));
        queued.holder = holder;
        return queued;
    }

    @Test
    void holdsWhatAMapWouldHold() {
        Seeds.each("UnacknowledgedTest", 5, UnacknowledgedTest::check);
    }

    private static void check(Random random) {
        Unacknowledged unacknowledged = new Unacknowledged();
        NavigableMap<Long, QueuedMessage> model = new TreeMap<>();
        long last = 0;
        for (int step = 0; step < 2_000; step++) {
            int what = random.nextInt(100);
            if (what < 50) {
                last += 1 + random.nextInt(3);
                QueuedMessage message = held(last, CHANNELS[random.nextInt(CHANNELS.length)]);
                unacknowledged.add(message);
                model.put(last, message);
            } else if (what < 98) {
                long sequence = 1 + random.nextInt((int) last + 2);
                assertThat(unacknowledged.take(sequence)).isSameAs(model.remove(sequence));
            } else if (what == 98 && random.nextInt(10) == 0) {
                unacknowledged.clear();
                model.clear();
            } else {
                ChannelKey channel = CHANNELS[random.nextInt(CHANNELS.length)];
                List<Map.Entry<Long, QueuedMessage>> expected = new ArrayList<>(model.entrySet());
                expected.removeIf(entry -> !channel.equals(entry.getValue().holder));
                assertThat(unacknowledged.heldBy(channel))
                        .containsExactlyElementsOf(
                                expected.stream().map(Map.Entry::getValue).toList());
            }
            assertThat(unacknowledged.count()).isEqualTo(model.size());
            assertThat(unacknowledged.bodyBytes())
                    .isEqualTo(
                            model.values().stream().mapToLong(m -> m.bodyBytes).sum());
        }
        assertThat(unacknowledged.sequences())
                .containsExactly(
                        model.keySet().stream().mapToLong(Long::longValue).toArray());
    }
}
