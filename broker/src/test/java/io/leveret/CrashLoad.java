// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Clients that publish with confirms and acknowledge, until the node is killed under them. */
final class CrashLoad {
    private static final int PUBLISHERS = 2;
    private static final int ACKNOWLEDGED_AT_ONCE = 7;

    private final int port;
    private final List<CrashLedger> ledgers;
    private final int round;
    private volatile boolean over;

    /** Kills the node. */
    interface Kill {
        void kill() throws Exception;
    }

    CrashLoad(int port, List<CrashLedger> ledgers, int round) {
        this.port = port;
        this.ledgers = ledgers;
        this.round = round;
    }

    /** Kills the node so long after clients have got confirms and acknowledged. */
    void run(long millis, Kill kill) throws Exception {
        try (Connection connection = CrashLedger.factory(port).newConnection()) {
            Channel channel = connection.createChannel();
            for (CrashLedger ledger : ledgers) {
                ledger.declare(channel);
            }
        }
        ExecutorService clients = Executors.newCachedThreadPool();
        List<Future<Void>> ends = new ArrayList<>();
        for (CrashLedger ledger : ledgers) {
            for (int i = 0; i < PUBLISHERS; i++) {
                String name = "r" + round + "p" + i;
                ends.add(clients.submit(untilKilled(() -> publish(name, ledger))));
            }
            ends.add(clients.submit(untilKilled(() -> consume(ledger))));
        }
        await().atMost(Duration.ofSeconds(60)).until(() -> ledgers.stream().allMatch(CrashLedger::flows));
        TimeUnit.MILLISECONDS.sleep(millis); // the moment of the kill is what the test varies
        over = true;
        kill.kill();
        for (Future<Void> end : ends) {
            end.get(30, TimeUnit.SECONDS);
        }
        clients.shutdownNow();
    }

    /** What fails once the node is killed fails because of that. */
    private Callable<Void> untilKilled(Callable<Void> client) {
        return () -> {
            try {
                return client.call();
            } catch (Exception e) {
                if (!over) {
                    throw e;
                }
                return null;
            }
        };
    }

    private Void publish(String name, CrashLedger ledger) throws Exception {
        NavigableMap<Long, String> open = new ConcurrentSkipListMap<>();
        try (Connection connection = CrashLedger.factory(port).newConnection();
                Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            channel.addConfirmListener(
                    (tag, multiple) -> {
                        NavigableMap<Long, String> told =
                                multiple ? open.headMap(tag, true) : open.subMap(tag, true, tag, true);
                        told.values().forEach(ledger::confirm);
                        told.clear();
                    },
                    (tag, multiple) -> {});
            for (long number = 1; ; number++) {
                String message = name + ":" + number;
                open.put(channel.getNextPublishSeqNo(), message);
                channel.basicPublish(
                        "",
                        ledger.type,
                        MessageProperties.MINIMAL_PERSISTENT_BASIC,
                        message.getBytes(StandardCharsets.US_ASCII));
                while (open.size() > 500 && connection.isOpen()) {
                    TimeUnit.MICROSECONDS.sleep(200);
                }
            }
        }
    }

    private Void consume(CrashLedger ledger) throws Exception {
        try (Connection connection = CrashLedger.factory(port).newConnection();
                Channel channel = connection.createChannel();
                Channel marks = connection.createChannel()) {
            marks.queueDeclare("marks", true, false, false, null);
            marks.confirmSelect();
            while (true) {
                List<String> taken = new ArrayList<>();
                long tag = 0;
                for (int i = 0; i < ACKNOWLEDGED_AT_ONCE; i++) {
                    GetResponse got = channel.basicGet(ledger.type, false);
                    if (got != null) {
                        tag = got.getEnvelope().getDeliveryTag();
                        taken.add(new String(got.getBody(), StandardCharsets.US_ASCII));
                    }
                }
                if (tag == 0) {
                    continue;
                }
                taken.forEach(ledger::acknowledge);
                channel.basicAck(tag, true);
                channel.basicQos(0); // answered when the acknowledgement has been taken
                // what is confirmed after that was written behind the acknowledgement
                marks.basicPublish("", "marks", MessageProperties.MINIMAL_PERSISTENT_BASIC, new byte[0]);
                marks.waitForConfirmsOrDie(30_000);
                ledger.settle(taken);
            }
        }
    }
}
