// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Clients that do everything at once to a few queues: publish with confirms, consume, acknowledge, requeue, cancel, close
 * channels and connections, tear sockets, declare and delete. Whoever does it checks that no confirmed message is lost,
 * that none comes back after its acknowledgement was taken, and that no queue is stuck.
 *
 * <p>By hand against any broker: {@code MixedLoad amqp://guest:guest@127.0.0.1:5672 600}.
 */
final class MixedLoad {
    private static final int QUEUES = 4;
    private static final int PUBLISHERS = 3;
    private static final int CONSUMERS = 4;
    private static final int OPEN_CONFIRMS_MAX = 200;
    private static final int WAITING_MAX = 20_000;

    private final String uri;
    private final long seed;
    private final Set<String> confirmed = ConcurrentHashMap.newKeySet();
    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet(); // perhaps not taken
    private final Set<String> settled = ConcurrentHashMap.newKeySet(); // taken for certain
    private final List<String> faults = new ArrayList<>();
    private final AtomicLong published = new AtomicLong();
    private volatile boolean over;

    MixedLoad(String uri, long seed) {
        this.uri = uri;
        this.seed = seed;
    }

    public static void main(String[] args) throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        MixedLoad load = new MixedLoad(args[0], seed);
        List<String> faults = load.run(Long.parseLong(args[1]));
        System.out.println("seed " + seed + ": " + load.published + " published, " + load.confirmed.size()
                + " confirmed, " + load.settled.size() + " settled for certain, " + faults.size() + " faults");
        faults.stream().limit(20).forEach(System.out::println);
        System.exit(faults.isEmpty() ? 0 : 1);
    }

    /** What was wrong. */
    List<String> run(long seconds) throws Exception {
        try (Connection connection = factory(new ArrayList<>()).newConnection();
                Channel channel = connection.createChannel()) {
            channel.exchangeDeclare("mixed", "topic");
            for (int q = 0; q < QUEUES; q++) {
                channel.queueDeclare("mixed." + q, q % 2 == 0, false, false, null);
                channel.queueBind("mixed." + q, "mixed", "*." + q);
            }
        }
        ExecutorService clients = Executors.newCachedThreadPool();
        List<Future<Void>> ends = new ArrayList<>();
        for (int i = 0; i < PUBLISHERS; i++) {
            int number = i;
            ends.add(clients.submit(again(i, random -> publish(number, random))));
        }
        for (int i = 0; i < CONSUMERS; i++) {
            int queue = i % QUEUES;
            ends.add(clients.submit(again(100 + i, random -> consume("mixed." + queue, random))));
        }
        ends.add(clients.submit(again(200, this::churn)));
        TimeUnit.SECONDS.sleep(seconds); // how long it runs is what the caller asks for
        over = true;
        for (Future<Void> end : ends) {
            end.get(60, TimeUnit.SECONDS);
        }
        clients.shutdown();
        drain();
        return faults;
    }

    private interface Client {
        void run(Random random) throws Exception;
    }

    /** A client that begins anew whenever its connection ends, by its own hand or not. */
    private Callable<Void> again(int number, Client client) {
        return () -> {
            Random random = new Random(seed + number);
            while (!over) {
                try {
                    client.run(random);
                } catch (IOException | ShutdownSignalException e) {
                    // torn or closed: the next one
                }
            }
            return null;
        };
    }

    private ConnectionFactory factory(List<Socket> sockets) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(uri);
        factory.setAutomaticRecoveryEnabled(false);
        factory.setConnectionTimeout(60_000);
        factory.setHandshakeTimeout(60_000);
        factory.setChannelRpcTimeout(60_000);
        factory.setSocketConfigurator(sockets::add);
        return factory;
    }

    private void publish(int publisher, Random random) throws Exception {
        List<Socket> sockets = new ArrayList<>();
        Connection connection = factory(sockets).newConnection();
        NavigableMap<Long, String> open = new ConcurrentSkipListMap<>();
        try {
            Channel channel = connection.createChannel();
            channel.confirmSelect();
            channel.addConfirmListener(
                    (tag, multiple) -> {
                        Map<Long, String> told = multiple ? open.headMap(tag, true) : open.subMap(tag, true, tag, true);
                        confirmed.addAll(told.values());
                        told.clear();
                    },
                    (tag, multiple) -> fault("a publish was refused"));
            int many = 200 + random.nextInt(2_000);
            for (int i = 0; i < many && !over; i++) {
                String message = publisher + ":" + published.incrementAndGet();
                open.put(channel.getNextPublishSeqNo(), message);
                int queue = random.nextInt(QUEUES);
                boolean direct = random.nextBoolean();
                channel.basicPublish(
                        direct ? "" : "mixed",
                        direct ? "mixed." + queue : "x." + queue,
                        random.nextBoolean() ? MessageProperties.MINIMAL_PERSISTENT_BASIC : null,
                        message.getBytes(StandardCharsets.US_ASCII));
                while (!over && connection.isOpen() && isAhead(open.size())) {
                    TimeUnit.MICROSECONDS.sleep(500); // its own limit of what is under way
                }
            }
            if (random.nextInt(4) == 0) {
                tear(sockets);
            } else {
                channel.waitForConfirms(60_000);
                channel.close();
            }
        } catch (TimeoutException e) {
            fault("a confirm did not come: " + e);
        } finally {
            connection.abort();
        }
    }

    private boolean isAhead(int unconfirmed) {
        return unconfirmed > OPEN_CONFIRMS_MAX || confirmed.size() - acknowledged.size() > WAITING_MAX;
    }

    private static void tear(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    private record Delivered(long tag, String message) {}

    private void consume(String queue, Random random) throws Exception {
        List<Socket> sockets = new ArrayList<>();
        Connection connection = factory(sockets).newConnection();
        try {
            Channel channel = connection.createChannel();
            channel.basicQos(20);
            BlockingQueue<Delivered> inbox = new LinkedBlockingQueue<>();
            String tag = channel.basicConsume(
                    queue,
                    false,
                    (consumer, delivery) -> inbox.add(new Delivered(
                            delivery.getEnvelope().getDeliveryTag(),
                            new String(delivery.getBody(), StandardCharsets.US_ASCII))),
                    consumer -> {});
            List<String> sure = new ArrayList<>();
            int many = 100 + random.nextInt(1_500);
            for (int i = 0; i < many && !over && connection.isOpen(); i++) {
                Delivered delivered = inbox.poll(50, TimeUnit.MILLISECONDS);
                if (delivered != null) {
                    settle(channel, delivered, random, sure);
                }
                if (sure.size() >= 50) {
                    channel.basicQos(20); // answered when all before has been taken
                    settled.addAll(sure);
                    sure.clear();
                }
            }
            switch (random.nextInt(4)) {
                case 0 -> tear(sockets);
                case 1 -> channel.close();
                case 2 -> channel.basicCancel(tag);
                default -> connection.close();
            }
        } catch (TimeoutException e) {
            fault("an answer did not come: " + e);
        } finally {
            connection.abort();
        }
    }

    private void settle(Channel channel, Delivered delivered, Random random, List<String> sure) throws IOException {
        if (settled.contains(delivered.message)) {
            fault(delivered.message + " came back after its acknowledgement");
        }
        int what = random.nextInt(100);
        if (what < 88) {
            acknowledged.add(delivered.message);
            channel.basicAck(delivered.tag, false);
            sure.add(delivered.message);
        } else if (what < 94) {
            channel.basicNack(delivered.tag, false, true);
        } else if (what < 98) {
            channel.basicReject(delivered.tag, true);
        } // else it stays unacknowledged until the channel ends
    }

    private void churn(Random random) throws Exception {
        Connection connection = factory(new ArrayList<>()).newConnection();
        try {
            for (int i = 0; i < 50 && !over; i++) {
                Channel channel = connection.createChannel();
                String name = channel.queueDeclare("", false, random.nextBoolean(), true, null)
                        .getQueue();
                channel.queueBind(name, "mixed", "churn.#");
                channel.exchangeDeclare("mixed.churn", "fanout", false, true, null);
                channel.exchangeBind("mixed.churn", "mixed", "churn.x");
                channel.queueBind(name, "mixed.churn", "");
                channel.basicPublish("mixed", "churn.x", null, new byte[100]);
                channel.basicConsume(name, true, (consumer, delivery) -> {}, consumer -> {});
                if (random.nextBoolean()) {
                    channel.queueDelete(name);
                }
                channel.close();
            }
        } finally {
            connection.abort();
        }
    }

    private synchronized void fault(String what) {
        faults.add(what);
    }

    /** Takes out what is left: every confirmed message that nobody acknowledged must be there, and nothing may stay. */
    private void drain() throws Exception {
        Set<String> left = new HashSet<>();
        try (Connection connection = factory(new ArrayList<>()).newConnection();
                Channel channel = connection.createChannel()) {
            // what torn connections held comes back when the broker hears of their end
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
            do {
                for (int q = 0; q < QUEUES; q++) {
                    takeAll(channel, "mixed." + q, left);
                }
            } while (!isWhole(left) && System.nanoTime() < deadline);
        }
        confirmed.stream()
                .filter(message -> !acknowledged.contains(message) && !left.contains(message))
                .forEach(message -> fault(message + " was confirmed and is lost"));
    }

    private void takeAll(Channel channel, String queue, Set<String> left) throws IOException {
        for (GetResponse got = channel.basicGet(queue, true); got != null; got = channel.basicGet(queue, true)) {
            String message = new String(got.getBody(), StandardCharsets.US_ASCII);
            if (settled.contains(message)) {
                fault(message + " was left after its acknowledgement");
            }
            left.add(message);
        }
    }

    private boolean isWhole(Set<String> left) {
        return confirmed.stream().allMatch(message -> acknowledged.contains(message) || left.contains(message));
    }
}
