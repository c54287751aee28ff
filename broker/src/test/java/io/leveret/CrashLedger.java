// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What clients know of their messages in one queue across crashes: which were confirmed, and which they acknowledged and
 * know to be settled on disk. A message is {@code publisher:number}, numbers rising.
 */
final class CrashLedger {
    /** The queue's type and name. */
    final String type;

    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet(); // perhaps not on disk
    private final Set<String> settled = ConcurrentHashMap.newKeySet(); // on disk for certain
    private long confirmedInAll;
    private long settledInAll;

    CrashLedger(String type) {
        this.type = type;
    }

    /** Declares the queue. */
    void declare(Channel channel) throws IOException {
        channel.queueDeclare(type, true, false, false, Map.of("x-queue-type", type));
    }

    /** Patient: the test is to run beside other work. */
    static ConnectionFactory factory(int port) {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        factory.setAutomaticRecoveryEnabled(false);
        factory.setConnectionTimeout(60_000);
        factory.setHandshakeTimeout(60_000);
        return factory;
    }

    /** A client that has a confirm or an acknowledgement on its way when the node dies does not know how it ended. */
    void beginRound() {
        acknowledged.clear();
    }

    /** Whether clients of this round have got confirms and acknowledged for good. */
    boolean flows() {
        return !confirmed.isEmpty() && !settled.isEmpty();
    }

    void confirm(String message) {
        confirmed.add(message);
    }

    void acknowledge(String message) {
        acknowledged.add(message);
    }

    void settle(List<String> messages) {
        settled.addAll(messages);
    }

    long confirmed() {
        return confirmedInAll;
    }

    long settled() {
        return settledInAll;
    }

    /**
     * Looks at all that is in the queue after a restart.
     *
     * @param drain take it out, else leave it for the next round
     * @return what is wrong
     */
    List<String> verify(int port, boolean drain) throws Exception {
        List<String> faults = new ArrayList<>();
        Set<String> present = new HashSet<>();
        Map<String, Long> last = new HashMap<>();
        for (String message : take(port, drain)) {
            if (!present.add(message)) {
                faults.add(message + " is there twice");
            }
            if (settled.contains(message)) {
                faults.add(message + " came back, its acknowledgement was on disk");
            }
            String publisher = message.substring(0, message.indexOf(':'));
            long number = Long.parseLong(message.substring(message.indexOf(':') + 1));
            Long before = last.put(publisher, number);
            if (before != null && before > number) {
                faults.add(message + " is behind " + publisher + ":" + before);
            }
        }
        confirmed.stream()
                .filter(message -> !present.contains(message) && !acknowledged.contains(message))
                .forEach(message -> faults.add(message + " was confirmed and is lost"));
        count(drain ? Set.of() : present);
        return faults;
    }

    /** All that the queue holds, in its order. */
    private List<String> take(int port, boolean drain) throws Exception {
        List<String> taken = Collections.synchronizedList(new ArrayList<>());
        AtomicLong tag = new AtomicLong();
        try (Connection connection = factory(port).newConnection();
                Channel channel = connection.createChannel()) {
            int ready = channel.queueDeclarePassive(type).getMessageCount();
            channel.basicConsume(
                    type,
                    false,
                    (consumer, delivery) -> {
                        tag.set(delivery.getEnvelope().getDeliveryTag());
                        taken.add(new String(delivery.getBody(), StandardCharsets.US_ASCII));
                    },
                    consumer -> {});
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> taken.size() >= ready
                            && channel.queueDeclarePassive(type).getMessageCount() == 0);
            if (drain && ready != 0) {
                channel.basicAck(tag.get(), true);
            }
        }
        return taken;
    }

    /** The next round knows only of what is still there. */
    private void count(Set<String> left) {
        confirmedInAll += confirmed.stream().filter(m -> !left.contains(m)).count();
        settledInAll += settled.size();
        confirmed.retainAll(left);
        settled.clear();
    }
}
