// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import com.rabbitmq.client.MessageProperties;
import io.leveret.Leveret;
import io.leveret.config.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Brokers within one JVM: they share nothing, and whoever closes one has nothing left of it. */
class EmbeddingIT {
    @TempDir
    private Path tmp;

    /** What a JVM loads once and keeps, such as the library of sockets, is there before anything is compared. */
    @BeforeAll
    static void once() throws Exception {
        try (Leveret broker = Leveret.inMemory().start();
                Connection connection = Clients.factory(broker.amqpUri()).newConnection()) {
            connection.createChannel().queueDeclare();
        }
    }

    private static Settings settings(int loops, int port) {
        return new Settings(
                List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
                loops,
                Settings.Amqp.DEFAULT,
                Settings.DefaultUser.GUEST);
    }

    @Test
    void severalShareNothing() throws Exception {
        List<Leveret> brokers = new ArrayList<>();
        try {
            for (int i = 0; i < 3; i++) {
                Leveret broker = i == 0 ? Leveret.on(tmp, settings(1, 0)) : Leveret.inMemory(settings(2, 0));
                brokers.add(broker.start());
                publish(broker, "of " + i);
            }
            brokers.get(1).close();
            assertThat(take(brokers.get(0))).isEqualTo("of 0");
            assertThat(take(brokers.get(2))).isEqualTo("of 2");
        } finally {
            brokers.forEach(Leveret::close);
        }
    }

    private static void publish(Leveret broker, String body) throws Exception {
        try (Connection connection = Clients.factory(broker.amqpUri()).newConnection()) {
            Channel channel = connection.createChannel();
            channel.confirmSelect();
            channel.queueDeclare("q", true, false, false, null);
            channel.basicPublish("", "q", MessageProperties.MINIMAL_PERSISTENT_BASIC, body.getBytes());
            channel.waitForConfirmsOrDie();
        }
    }

    private static String take(Leveret broker) throws Exception {
        try (Connection connection = Clients.factory(broker.amqpUri()).newConnection()) {
            GetResponse got = connection.createChannel().basicGet("q", true);
            return new String(got.getBody());
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void closeLeavesNothingOfABrokerWithClients() throws Exception {
        Held before = Held.now(tmp);
        Leveret broker = Leveret.on(tmp, settings(2, 0)).start();
        List<Connection> connections = new ArrayList<>();
        List<CompletableFuture<String>> goodbyes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Connection connection = Clients.factory(broker.amqpUri()).newConnection();
            connections.add(connection);
            CompletableFuture<String> goodbye = new CompletableFuture<>();
            connection.addShutdownListener(cause -> goodbye.complete(String.valueOf(cause.getReason())));
            goodbyes.add(goodbye);
            Channel channel = connection.createChannel();
            channel.queueDeclare("q" + i, true, false, false, null);
            Inbox.of(channel, "q" + i);
            Messages.publishNumbers(channel, "q" + i, 100);
        }
        assertThat(Held.now(tmp)).as("what a running broker holds").isNotEqualTo(before);

        broker.close();

        for (CompletableFuture<String> goodbye : goodbyes) {
            assertThat(goodbye.get(60, TimeUnit.SECONDS)).contains("CONNECTION_FORCED");
        }
        connections.forEach(Connection::abort);
        await().untilAsserted(
                        () -> assertThat(Held.now(tmp)).matches(now -> now.within(before), "no more than " + before));
        broker.close(); // once more is no mistake
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void closeDoesNotWaitForClientsThatDoNotRead() throws Exception {
        Held before = Held.now(tmp);
        Leveret broker = Leveret.on(tmp, settings(1, 0)).start();
        try (RawClient stubborn = RawClient.ready(java.net.URI.create(broker.amqpUri()))) {
            publish(broker, "x".repeat(1_000_000));
            stubborn.send(
                    1,
                    new com.rabbitmq.client.AMQP.Basic.Consume.Builder()
                            .queue("q")
                            .build());
            for (int i = 0; i < 20; i++) {
                publish(broker, "x".repeat(1_000_000));
            }
            broker.close();
        }
        await().untilAsserted(
                        () -> assertThat(Held.now(tmp)).matches(now -> now.within(before), "no more than " + before));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void closeDoesNotForgetPeersThatAreNotLoggedIn() throws Exception {
        Held before = Held.now(tmp);
        try (Leveret broker = Leveret.on(tmp, settings(2, 0)).start()) {
            InetSocketAddress address = broker.amqpAddresses().get(0);
            try (Socket silent = new Socket(address.getAddress(), address.getPort())) {
                silent.getOutputStream().write("AMQP".getBytes(StandardCharsets.US_ASCII));
                ConnectionFactory factory = Clients.factory(broker.amqpUri());
                factory.setPassword("wrong");
                assertThatThrownBy(factory::newConnection).isInstanceOf(AuthenticationFailureException.class);
                broker.close();
                silent.setSoTimeout(60_000);
                assertThat(silent.getInputStream().read()).isEqualTo(-1);
            }
        }
        await().untilAsserted(
                        () -> assertThat(Held.now(tmp)).matches(now -> now.within(before), "no more than " + before));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aStartThatFailsLeavesNothing() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Held before = Held.now(tmp);
            for (int i = 0; i < 3; i++) {
                Leveret broker = Leveret.on(tmp, settings(2, taken.getLocalPort()));
                assertThatThrownBy(broker::start)
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessageContaining("cannot listen on ")
                        .hasMessageContaining(":" + taken.getLocalPort());
            }
            await().untilAsserted(() ->
                    assertThat(Held.now(tmp)).matches(now -> now.within(before), "no more than " + before));
        }
        try (Leveret broker = Leveret.on(tmp, settings(2, 0)).start()) {
            publish(broker, "the directory is free");
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aDirectoryThatCannotBeUsedLeavesNothing() throws Exception {
        Path file = Files.createFile(tmp.resolve("file"));
        Held before = Held.now(tmp);
        assertThatThrownBy(() -> Leveret.on(file, settings(2, 0))).isInstanceOf(UncheckedIOException.class);
        await().untilAsserted(
                        () -> assertThat(Held.now(tmp)).matches(now -> now.within(before), "no more than " + before));
    }

    /** What this process holds of the operating system's: threads by name, sockets, open files of a directory. */
    private record Held(Set<String> threads, long sockets, Set<String> files) {

        static Held now(Path directory) throws IOException {
            Set<String> threads = Thread.getAllStackTraces().keySet().stream()
                    .filter(Thread::isAlive)
                    .map(Thread::getName)
                    .filter(name -> name.startsWith("leveret") || name.startsWith("vert.x") || name.startsWith("netty"))
                    .collect(Collectors.toCollection(TreeSet::new));
            Collection<String> open = descriptors();
            return new Held(
                    threads,
                    open.stream().filter(target -> target.startsWith("socket:")).count(),
                    open.stream()
                            .filter(target -> target.startsWith(directory.toString()))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }

        /** What others held then may be gone by now. */
        boolean within(Held before) {
            return before.threads.containsAll(threads) && sockets <= before.sockets && before.files.containsAll(files);
        }

        private static Collection<String> descriptors() throws IOException {
            List<String> targets = new ArrayList<>();
            try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
                for (Path descriptor : descriptors.toList()) {
                    try {
                        targets.add(Files.readSymbolicLink(descriptor).toString());
                    } catch (IOException e) {
                        // closed meanwhile
                    }
                }
            }
            return targets;
        }
    }
}
