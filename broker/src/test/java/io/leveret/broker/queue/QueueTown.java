// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.exchange.ExchangeTypes;
import io.leveret.broker.exchange.Routable;
import io.leveret.broker.exchange.Route;
import io.leveret.broker.exchange.Router;
import io.leveret.broker.message.Address;
import io.leveret.broker.message.HeapContent;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Properties;
import io.leveret.broker.message.Receipt;
import io.leveret.broker.message.Trail;
import io.leveret.loop.VirtualLoop;
import io.leveret.loop.VirtualLoops;
import io.leveret.store.MemoryStore;
import io.leveret.table.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Some queues on virtual loops, bound to the default exchange, and virtual time. */
final class QueueTown implements QueueEvents {
    static final ChannelKey CHANNEL = RecordedSubscriber.CHANNEL;

    private final VirtualLoops loops;
    private final List<LoopStore> stores = new ArrayList<>();
    private final Map<String, QueueRef> queues = new HashMap<>();
    private final Exchange exchange = new ExchangeTypes().create("", "direct", true, false, false, Table.EMPTY);
    private final Router router = new Router(queues::get, name -> null);
    final List<String> unused = new ArrayList<>();
    private long lastId;

    /**
     * @param residentBytesMax what ready messages may hold in memory, beyond what every queue may
     */
    QueueTown(int loopCount, long residentBytesMax) {
        loops = new VirtualLoops(loopCount, new Random(1));
        MemoryStore store = new MemoryStore();
        for (VirtualLoop loop : loops.loops()) {
            stores.add(new LoopStore(loop, store.port(loop), residentBytesMax));
        }
    }

    VirtualLoop loop(int index) {
        return loops.loops().get(index);
    }

    QueueRef queue(String name, int loop, Table arguments) {
        QueueRef queue = new QueueRef(
                ++lastId, new QueueDefinition("/", name, true, false, 0, arguments), stores.get(loop), this);
        queues.put(name, queue);
        loop(loop).enter(queue::create);
        return queue;
    }

    QueueRef queue(String name, Table arguments) {
        return queue(name, 0, arguments);
    }

    /** Publishes, persistent, to the default exchange; answers what the publisher was told. */
    List<String> publish(QueueRef queue, String body, Properties properties) {
        List<String> told = new ArrayList<>();
        String expiration = properties.expiration();
        Integer priority = properties.priority();
        Message message = new Message(
                new Address("", queue.name()),
                true,
                HeapContent.of(properties.encode(), body.getBytes(UTF_8)),
                priority == null ? Message.NO_PRIORITY : priority,
                expiration == null ? Message.FOREVER : Long.parseLong(expiration),
                Trail.NONE);
        VirtualLoop home = (VirtualLoop) queue.loop();
        home.enter(() -> queue.publish(message, told(told), new NoCredit(home)));
        return told;
    }

    private static Receipt told(List<String> told) {
        return new Receipt() {
            @Override
            public void accepted() {
                told.add("accepted");
            }

            @Override
            public void rejected() {
                told.add("rejected");
            }
        };
    }

    List<String> publish(QueueRef queue, String body) {
        return publish(queue, body, Properties.EMPTY);
    }

    static Properties expiring(long millis) {
        return Properties.EMPTY.withExpiration(Long.toString(millis));
    }

    static Properties priority(int priority) {
        return new Properties(null, null, null, null, priority, null, null, null, null, null, null, null, null, null);
    }

    Fetched fetch(QueueRef queue, boolean noAck) {
        RecordedReply<Fetched> reply = ask(queue, r -> queue.get(CHANNEL, noAck, queue.loop(), r));
        loops.turnAll();
        return reply.value();
    }

    /** The next message, or null. */
    @Nullable
    Message get(QueueRef queue) {
        return fetch(queue, true).message();
    }

    /** The bodies of all that is ready. */
    List<String> drain(QueueRef queue) {
        List<String> bodies = new ArrayList<>();
        for (Message next = get(queue); next != null; next = get(queue)) {
            bodies.add(body(next));
        }
        return bodies;
    }

    static String body(Message message) {
        byte[] body = new byte[message.bodyBytes()];
        message.content().copyBody(body, 0);
        return new String(body, UTF_8);
    }

    void settle(QueueRef queue, long sequence, Settlement how) {
        ((VirtualLoop) queue.loop()).enter(() -> queue.settle(sequence, how));
        loops.turnAll();
    }

    QueueCounts counts(QueueRef queue) {
        return this.<QueueCounts>ask(queue, reply -> queue.counts(queue.loop(), reply))
                .value();
    }

    /** How many are ready, without declaring the queue, which is using it. */
    long ready(QueueRef queue) {
        long[] ready = new long[1];
        ((VirtualLoop) queue.loop())
                .enter(() -> ready[0] = (long) queue.view().ready().total());
        return ready[0];
    }

    <T> RecordedReply<T> ask(QueueRef queue, Consumer<RecordedReply<T>> question) {
        RecordedReply<T> reply = new RecordedReply<>();
        ((VirtualLoop) queue.loop()).enter(() -> question.accept(reply));
        return reply;
    }

    void turnAll() {
        loops.turnAll();
    }

    /** Lets time pass, a millisecond after the other. */
    void pass(int millis) {
        for (int i = 0; i < millis; i++) {
            loops.pass(1);
            loops.turnAll();
        }
    }

    @Override
    public void unused(QueueRef queue, Runnable then) {
        unused.add(queue.name());
        then.run();
    }

    @Override
    public @Nullable Route deadLetterRoute(QueueRef source, String to, List<String> keys, Routable message) {
        return to.isEmpty() ? router.route(exchange, keys, message) : null;
    }
}
