// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import io.leveret.CommandLine.UsageException;
import io.leveret.config.Configuration;
import io.leveret.config.ConfigurationException;
import io.leveret.logging.ServerLog;
import io.leveret.store.DataDirectory.UnusableException;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Timer;
import java.util.TimerTask;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the launcher runs once to learn which classes a start needs, for its class-data archive: starts a node on a free
 * port and in a directory that it deletes, takes it through a client's first steps, and stops it; twice. It ends by
 * itself whatever happens, as a start waits for it.
 */
final class TrainingRun {
    private static final String STEPS = "first-steps.txt";
    private static final int PATIENCE_MILLIS = 10_000;
    private static final long END_MILLIS = 60_000;
    private static final int METHOD_FRAME = 1;
    private static final int HEX = 16;

    private TrainingRun() {}

    public static void main(String[] args)
            throws IOException, UsageException, ConfigurationException, UnusableException {
        new Timer("end", true)
                .schedule(
                        new TimerTask() {
                            @Override
                            public void run() {
                                Runtime.getRuntime().halt(1);
                            }
                        },
                        END_MILLIS);
        Path directory = Files.createTempDirectory("leveret-training");
        CommandLine line = CommandLine.parse(
                "--data-dir=" + directory.resolve("data"),
                "--set=listeners.tcp.default=127.0.0.1:0",
                "--set=management.tcp.ip=127.0.0.1",
                "--set=management.tcp.port=0",
                "--set=prometheus.tcp.ip=127.0.0.1",
                "--set=prometheus.tcp.port=0",
                "--set=default_user=guest");
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.keySet().removeIf(name -> name.startsWith("RABBITMQ_"));
        Configuration configuration = Main.configuration(line, environment);
        ServerLog log = ServerLog.open(configuration.settings().logging());
        try {
            trainOn(configuration, Main.dataDirectory(line, environment), log);
        } finally {
            delete(directory);
        }
    }

    /** Twice, as the second start finds what the first one left. */
    private static void trainOn(Configuration configuration, Path dataDirectory, ServerLog serverLog)
            throws UnusableException, ConfigurationException {
        Logger log = LoggerFactory.getLogger(TrainingRun.class);
        for (int start = 1; start <= 2; start++) {
            try (ServerNode node = ServerNode.start(configuration, dataDirectory, serverLog)) {
                log.info(node.readyLine());
                firstSteps(node.amqpAddresses().get(0));
            } catch (IOException e) {
                // An archive of the start alone is worth having, too.
                log.warn("the client's first steps failed", e);
            }
        }
    }

    private static void firstSteps(InetSocketAddress address) throws IOException {
        try (Socket server = new Socket(address.getAddress(), address.getPort())) {
            server.setSoTimeout(PATIENCE_MILLIS);
            DataInputStream answers = new DataInputStream(server.getInputStream());
            for (String step : steps()) {
                String hex = step.substring(1).replaceAll("#.*|\\s", "");
                if (step.startsWith(">")) {
                    server.getOutputStream().write(bytes(hex));
                } else if (step.startsWith("<")) {
                    await(answers, Integer.parseInt(hex, HEX));
                }
            }
        }
    }

    private static void await(DataInputStream answers, int method) throws IOException {
        int answered = 0;
        while (answered != method) {
            int type = answers.readUnsignedByte();
            answers.readUnsignedShort(); // channel
            int length = answers.readInt();
            byte[] payload = answers.readNBytes(length);
            answers.readUnsignedByte(); // frame end
            answered = type == METHOD_FRAME ? new BigInteger(payload, 0, Integer.BYTES).intValue() : answered;
        }
    }

    private static List<String> steps() throws IOException {
        try (InputStream in = Objects.requireNonNull(TrainingRun.class.getResourceAsStream(STEPS), STEPS)) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
    }

    private static byte[] bytes(String hex) {
        byte[] bytes = new byte[hex.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(hex, 2 * i, 2 * i + 2, HEX);
        }
        return bytes;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
