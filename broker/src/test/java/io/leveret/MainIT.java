// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import io.leveret.cli.LeveretCtl;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The server as a process: its exit codes, what it says, and how it stops. */
class MainIT {
    private static final String FREE_PORT = "listeners.tcp.default=127.0.0.1:0";
    private static final String FREE_HTTP_PORT = "management.tcp.port=0";
    private static final String FREE_METRICS_PORT = "prometheus.tcp.port=0";
    private static final Pattern READY = Pattern.compile(
            "Leveret \\S+ ready in \\d+ ms: amqp 127\\.0\\.0\\.1:(\\d+), management http://\\S+:\\d+, metrics http://\\S+:\\d+, data (.+)");
    private static final long PATIENCE_SECONDS = 60;
    private static final Duration PATIENCE = Duration.ofSeconds(PATIENCE_SECONDS);

    @TempDir
    private Path tmp;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void nothingIsLeftRunning() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void servesUntilItIsToldToStop() throws Exception {
        Process server = serve();
        BufferedReader out = server.inputReader(StandardCharsets.UTF_8);
        Matcher ready = ready(out);
        assertThat(ready.group(2)).isEqualTo(Path.of(data()).toRealPath().toString());
        ConnectionFactory factory = new ConnectionFactory();
        factory.setPort(Integer.parseInt(ready.group(1)));
        Connection connection = factory.newConnection();
        CompletableFuture<String> goodbye = new CompletableFuture<>();
        connection.addShutdownListener(cause -> goodbye.complete(String.valueOf(cause.getMessage())));
        terminate(server);
        assertThat(exitCode(server)).isZero();
        assertThat(goodbye.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).contains("CONNECTION_FORCED");
        connection.abort();
        assertThat(out.readLine()).isNull();
    }

    @Test
    void takesTheDataDirectoryFromTheEnvironment() throws Exception {
        Process server = start(
                Map.of("LEVERET_DATA_DIR", data(), "RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1", "RABBITMQ_NODE_PORT", "0"),
                "--set",
                FREE_HTTP_PORT,
                "--set",
                FREE_METRICS_PORT);
        assertThat(ready(server.inputReader()).group(2)).endsWith("/data");
    }

    @Test
    void refusesBadOptions() throws Exception {
        fails(64, "leveret-server: unknown option '--prot'; see --help", "--prot", "5672");
        fails(64, "leveret-server: option --set needs KEY=VALUE, not 'heartbeat'", "--set", "heartbeat");
    }

    @Test
    void refusesBadConfiguration() throws Exception {
        Path file = Files.writeString(tmp.resolve("my.conf"), "heartbeet = 30\n");
        fails(
                78,
                "leveret-server: " + file + ":1: unknown key 'heartbeet'; the nearest known key is 'heartbeat'",
                "--config",
                file.toString());
        fails(
                78,
                "leveret-server: --set: heartbeat = 'abc': expected an integer from 0 to 65535",
                "--set",
                "heartbeat=abc");
        fails(
                78,
                "leveret-server: " + tmp.resolve("none.conf") + " does not exist",
                "--print-config",
                "--config",
                tmp.resolve("none.conf").toString());
    }

    @Test
    void refusesATakenPort() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            Finished finished =
                    finish(start(Map.of(), "--data-dir", data(), "--set", "listeners.tcp.default=" + address));
            assertThat(finished.exitCode).isEqualTo(69);
            assertThat(finished.err)
                    .singleElement()
                    .asString()
                    .startsWith("leveret-server: ")
                    .contains(address);
            assertThat(finished.out).isEmpty();
        }
    }

    @Test
    void refusesAnUnusableDataDirectory() throws Exception {
        Path file = Files.createFile(tmp.resolve("file"));
        fails(73, "leveret-server: data directory " + file + " is a file", "--data-dir", file.toString());
        fails(
                73,
                "leveret-server: data directory " + file + "/data cannot be created: " + file + " is a file",
                "--data-dir",
                file + "/data");
        Path locked =
                Files.createDirectories(tmp.resolve("unlockable/leveret.lock")).getParent();
        fails(
                73,
                "leveret-server: data directory " + locked.toRealPath() + " cannot be written: Is a directory",
                "--data-dir",
                locked.toString());
    }

    @Test
    void refusesAReadOnlyDataDirectory() throws Exception {
        Path readOnly = Files.createDirectory(
                tmp.resolve("read-only"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-x------")));
        assumeFalse(Files.isWritable(readOnly), "permissions do not stop this user");
        fails(
                73,
                "leveret-server: data directory " + readOnly.toRealPath() + " cannot be written: permission denied",
                "--data-dir",
                readOnly.toString());
    }

    /** Here permissions stop nobody, not even root; needs a system that lets users have namespaces of their own. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void refusesAReadOnlyFileSystem() throws Exception {
        Path readOnly = Files.createDirectory(tmp.resolve("read-only-mount")).toRealPath();
        List<String> mounted = List.of(
                "unshare",
                "-rm",
                "sh",
                "-c",
                "mount --bind \"$0\" \"$0\" && mount -o remount,ro,bind \"$0\" && exec \"$@\"",
                readOnly.toString());
        assumeTrue(isPossible(mounted), "no namespaces for this user");
        refusesReadOnly(mounted, readOnly, " cannot be written: Read-only file system");
        refusesReadOnly(mounted, readOnly.resolve("data"), " cannot be created: Read-only file system");
    }

    private boolean isPossible(List<String> mounted) throws Exception {
        List<String> command = new ArrayList<>(mounted);
        command.add("true");
        try {
            return finish(start(new ProcessBuilder(command))).exitCode == 0;
        } catch (IOException e) {
            return false; // no such program
        }
    }

    private void refusesReadOnly(List<String> mounted, Path directory, String problem) throws Exception {
        List<String> command = new ArrayList<>(mounted);
        command.addAll(command(Main.class, "--data-dir", directory.toString()));
        Finished finished = finish(start(new ProcessBuilder(command)));
        assertThat(finished.err).containsExactly("leveret-server: data directory " + directory + problem);
        assertThat(finished.out).isEmpty();
        assertThat(finished.exitCode).isEqualTo(73);
    }

    @Test
    void saysWhichNodeHoldsTheDataDirectory() throws Exception {
        Process first = serve();
        ready(first.inputReader());
        fails(
                73,
                "leveret-server: data directory " + Path.of(data()).toRealPath() + " is held by another node (pid "
                        + first.pid() + ")",
                "--data-dir",
                data(),
                "--set",
                FREE_PORT);
        first.destroyForcibly();
        exitCode(first);
        Process next = serve();
        ready(next.inputReader());
    }

    @Test
    void warnsOfKeysWithoutEffect() throws Exception {
        Process server = serve("--set", "hipe_compile=true", "--set", "log.console.level=warning");
        ready(server.inputReader());
        terminate(server);
        assertThat(finish(server).err)
                .singleElement()
                .asString()
                .matches(
                        "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{6}[+-]\\d\\d:\\d\\d"
                                + " \\[warning\\] <main> --set: hipe_compile has no effect: there is no Erlang virtual machine here");
    }

    /** To a file that is rotated, as JSON, and to an exchange; the operator sees its end. */
    @Test
    void logsWhereTheSettingsSay() throws Exception {
        Process server = serve(
                "--set", "log.file=leveret.log",
                "--set", "log.file.formatter=json",
                "--set", "log.exchange=true",
                "--set", "log.console=false");
        Matcher ready = ready(server.inputReader());
        Path file = Path.of(data(), "log", "leveret.log").toRealPath();
        ConnectionFactory factory = new ConnectionFactory();
        factory.setPort(Integer.parseInt(ready.group(1)));
        try (Connection connection = factory.newConnection()) {
            Channel channel = connection.createChannel();
            String queue = channel.queueDeclare().getQueue();
            channel.queueBind(queue, "amq.rabbitmq.log", "error");
            assertThatThrownBy(() -> connection.createChannel().queueDeclarePassive("nosuch"))
                    .isInstanceOf(IOException.class);
            GetResponse line = await().atMost(PATIENCE).until(() -> channel.basicGet(queue, true), Objects::nonNull);
            assertThat(new String(line.getBody(), StandardCharsets.UTF_8))
                    .contains(" [error] <")
                    .contains("no queue 'nosuch' in vhost '/'");
            assertThat(line.getProps().getContentType()).isEqualTo("text/plain");
            assertThat(line.getProps().getHeaders()).containsOnlyKeys("node");
            assertThat(line.getProps().getTimestamp()).isCloseTo(new Date(), PATIENCE_SECONDS * 1_000);
        }
        assertThat(diagnostics("log_location").out).containsExactly(file.toString());
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(diagnostics("log_tail", "-N", "3").out)
                        .hasSizeBetween(1, 3)
                        .anyMatch(line -> line.startsWith("{\"time\":\"")
                                && line.contains("\"level\":\"error\"")
                                && line.contains("\"domain\":\"rabbitmq.channel\"")));
        terminate(server);
        Finished finished = finish(server);
        assertThat(finished.err).isEmpty();
        assertThat(Files.readAllLines(file)).anyMatch(line -> line.contains("no queue 'nosuch'"));
    }

    private Finished diagnostics(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(command(LeveretCtl.class, arguments));
        command.add(1, "-Dleveret.script=rabbitmq-diagnostics");
        command.add("--silent");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LEVERET_DATA_DIR", data());
        return finish(start(builder));
    }

    @Test
    void refusesALogThatCannotBeWritten() throws Exception {
        Path file = Files.createFile(tmp.resolve("file"));
        Finished finished = finish(
                start(Map.of(), "--data-dir", data(), "--set", FREE_PORT, "--set", "log.file=" + file + "/x.log"));
        assertThat(finished.err).singleElement().asString().startsWith("leveret-server: log.file: ");
        assertThat(finished.exitCode).isEqualTo(78);
    }

    @Test
    void printsTheConfiguration() throws Exception {
        Finished finished =
                finish(start(Map.of("RABBITMQ_DEFAULT_PASS", "secret"), "--print-config", "--set", "heartbeat=5"));
        assertThat(finished.exitCode).isZero();
        assertThat(finished.err).isEmpty();
        assertThat(finished.out)
                .contains(
                        "heartbeat = 5  # --set",
                        "default_pass = ********  # RABBITMQ_DEFAULT_PASS",
                        "frame_max = 131072  # default");
    }

    @Test
    void saysWhatItIs() throws Exception {
        assertThat(finish(start(Map.of(), "--version")).out).containsExactly("Leveret " + Version.current());
        assertThat(finish(start(Map.of(), "--help")).out).first().asString().startsWith("Usage: leveret-server ");
    }

    /** Beside a node that runs, too. */
    @Test
    void trainsForTheClassDataArchive() throws Exception {
        try (Closeable amqp = hold(5672);
                Closeable management = hold(15672);
                Closeable metrics = hold(15692)) {
            Finished finished = finish(launch(TrainingRun.class, Map.of()));
            assertThat(finished.exitCode).isZero();
            assertThat(finished.err).hasSize(2).allMatch(line -> line.contains(" [info] <main> Leveret "));
        }
    }

    /** Makes sure that somebody listens on that port. */
    private static Closeable hold(int port) {
        try {
            return new ServerSocket(port, 1, InetAddress.getByName("127.0.0.1"));
        } catch (IOException e) {
            return () -> {}; // somebody does
        }
    }

    private record Finished(int exitCode, List<String> out, List<String> err) {}

    private String data() {
        return tmp.resolve("data").toString();
    }

    private void fails(int exitCode, String line, String... arguments) throws Exception {
        Finished finished = finish(start(Map.of(), arguments));
        assertThat(finished.err).containsExactly(line);
        assertThat(finished.out).isEmpty();
        assertThat(finished.exitCode).isEqualTo(exitCode);
    }

    /** A server on free ports with the test's data directory. */
    private Process serve(String... more) throws IOException {
        List<String> arguments = new ArrayList<>(
                List.of("--data-dir", data(), "--set", FREE_PORT, "--set", FREE_HTTP_PORT, "--set", FREE_METRICS_PORT));
        arguments.addAll(List.of(more));
        return start(Map.of(), arguments.toArray(String[]::new));
    }

    private Process start(Map<String, String> environment, String... arguments) throws IOException {
        return launch(Main.class, environment, arguments);
    }

    private Process launch(Class<?> main, Map<String, String> environment, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(main, arguments));
        builder.environment()
                .keySet()
                .removeIf(name -> name.startsWith("RABBITMQ_")
                        || name.startsWith("LEVERET_")
                        || name.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        return start(builder);
    }

    private static List<String> command(Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+IgnoreUnrecognizedVMOptions",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    private Process start(ProcessBuilder builder) throws IOException {
        Process process = builder.start();
        started.add(process);
        return process;
    }

    /** SIGTERM, without closing the streams as {@link Process#destroy} does. */
    private static void terminate(Process process) {
        process.toHandle().destroy();
    }

    private static Matcher ready(BufferedReader out) throws Exception {
        String line = CompletableFuture.supplyAsync(
                        () -> out.lines().findFirst().orElse(""))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        Matcher matcher = READY.matcher(line);
        assertThat(matcher.matches()).as(line).isTrue();
        return matcher;
    }

    private static int exitCode(Process process) throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return process.exitValue();
    }

    private static Finished finish(Process process) throws Exception {
        CompletableFuture<List<String>> out = CompletableFuture.supplyAsync(() -> lines(process.getInputStream()));
        CompletableFuture<List<String>> err = CompletableFuture.supplyAsync(() -> lines(process.getErrorStream()));
        int exitCode = exitCode(process);
        return new Finished(exitCode, out.get(), err.get());
    }

    private static List<String> lines(InputStream stream) {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            return List.of("cannot be read: " + e);
        }
    }
}
