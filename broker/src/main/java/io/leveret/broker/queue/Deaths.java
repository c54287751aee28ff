// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.Address;
import io.leveret.broker.message.HeapContent;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Properties;
import io.leveret.table.LongString;
import io.leveret.table.Table;
import io.leveret.table.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a dead-lettered message says about its deaths, in the headers {@code x-death}, {@code x-first-death-…} and {@code
 * x-last-death-…}: one entry for each queue and reason, the latest first. What a publisher wrote there himself is not
 * believed.
 */
final class Deaths {
    private static final String HISTORY = "x-death";

    private Deaths() {}

    /** The routing key and those of CC and BCC, unless a queue has put another in their place; not empty. */
    static List<String> routingKeys(Message message) {
        List<String> keys = visibleKeys(message);
        keys.addAll(message.trail().keyAlone() ? List.of() : message.trail().blindKeys());
        return keys;
    }

    private static List<String> visibleKeys(Message message) {
        List<String> keys = new ArrayList<>();
        keys.add(message.address().routingKey());
        List<Object> copies =
                message.trail().keyAlone() ? null : message.headers().array("CC");
        if (copies != null) {
            copies.stream().filter(LongString.class::isInstance).forEach(key -> keys.add(key.toString()));
        }
        return keys;
    }

    /**
     * The message as it goes on from a queue.
     *
     * @param exchange where it goes
     * @param key the queue's own for dead letters, or null: the message keeps its keys
     */
    static Message record(
            Message message,
            String queue,
            DeathReason reason,
            long epochMillis,
            String exchange,
            @Nullable String key) {
        Properties properties = message.properties();
        Map<String, Object> headers = new TreeMap<>();
        boolean first = !message.trail().dead();
        mark(headers, "x-last-death-", message, queue, reason);
        if (first) {
            mark(headers, "x-first-death-", message, queue, reason);
        }
        headers.put(HISTORY, history(message, queue, reason, epochMillis));
        for (Table.Entry entry : message.headers().entries()) {
            headers.putIfAbsent(entry.key(), entry.value());
        }
        Table.Builder sorted = Table.builder();
        headers.forEach(sorted::add);
        Integer priority = properties.priority();
        return new Message(
                new Address(exchange, key == null ? message.address().routingKey() : key),
                message.persistent(),
                HeapContent.replaceProperties(
                        message.content(),
                        properties.withHeaders(sorted.build()).withExpiration(null)),
                priority == null ? Message.NO_PRIORITY : priority,
                Message.FOREVER,
                message.trail().died(key != null));
    }

    private static void mark(
            Map<String, Object> headers, String prefix, Message message, String queue, DeathReason reason) {
        headers.put(prefix + "reason", LongString.of(reason.text()));
        headers.put(prefix + "queue", LongString.of(queue));
        headers.put(prefix + "exchange", LongString.of(message.address().exchange()));
    }

    private static List<Object> history(Message message, String queue, DeathReason reason, long epochMillis) {
        List<Object> history = new ArrayList<>();
        Table before = null;
        for (Table death : of(message)) {
            if (queue.equals(death.string("queue")) && reason.text().equals(death.string("reason"))) {
                before = death;
            } else {
                history.add(death);
            }
        }
        history.add(0, before == null ? death(message, queue, reason, epochMillis) : again(before));
        return history;
    }

    private static Table again(Table before) {
        Long count = before.integer("count");
        return before.with("count", (count == null ? 1 : count) + 1);
    }

    private static Table death(Message message, String queue, DeathReason reason, long epochMillis) {
        Table.Builder death = Table.builder();
        String expiration = message.properties().expiration();
        if (expiration != null) {
            death.add("original-expiration", LongString.of(expiration));
        }
        List<Object> keys =
                List.copyOf(visibleKeys(message).stream().map(LongString::of).toList());
        return death.add("count", 1L)
                .add("reason", LongString.of(reason.text()))
                .add("queue", LongString.of(queue))
                .add("time", new Timestamp(epochMillis / 1000))
                .add("exchange", LongString.of(message.address().exchange()))
                .add("routing-keys", keys)
                .build();
    }

    /** The deaths that queues have recorded, the latest first. */
    private static List<Table> of(Message message) {
        List<Object> recorded = message.trail().dead() ? message.headers().array(HISTORY) : null;
        List<Table> deaths = new ArrayList<>();
        if (recorded != null) {
            recorded.forEach(death -> deaths.add((Table) death));
        }
        return deaths;
    }

    /** Whether the message has died in the queue before, and nobody has rejected it since: it would go round for ever. */
    static boolean cycle(Message dead, String queue) {
        for (Table death : of(dead)) {
            if (DeathReason.REJECTED.text().equals(death.string("reason"))) {
                return false;
            }
            if (queue.equals(death.string("queue"))) {
                return true;
            }
        }
        return false;
    }
}
