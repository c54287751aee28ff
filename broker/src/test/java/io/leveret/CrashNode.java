// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node as a process, to be killed. */
final class CrashNode implements AutoCloseable {
    private static final long START_NANOS = TimeUnit.MINUTES.toNanos(3);

    private final Path directory;
    private final int port;
    private Process process;

    CrashNode(Path directory) throws IOException {
        this.directory = directory;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
    }

    int port() {
        return port;
    }

    /** Returns when the node serves. */
    void start() throws IOException, InterruptedException {
        if (process != null && process.isAlive()) {
            return;
        }
        File log = directory.resolve("node.log").toFile();
        Files.deleteIfExists(log.toPath());
        process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.leveret.Main",
                        "--data-dir",
                        directory.resolve("data").toString(),
                        "--set",
                        "listeners.tcp.default=127.0.0.1:" + port,
                        "--set",
                        "management.tcp.port=0",
                        "--set",
                        "prometheus.tcp.port=0",
                        "--set",
                        "disk_free_limit.absolute=1MB"))
                .redirectErrorStream(true)
                .redirectOutput(log)
                .start();
        long deadline = System.nanoTime() + START_NANOS;
        while (!Files.readString(log.toPath()).contains(" ready in ")) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                String end = process.isAlive() ? "not ready in time" : "exit code " + process.exitValue();
                throw new IOException("the node did not start, " + end + ":\n" + Files.readString(log.toPath()));
            }
            process.waitFor(10, TimeUnit.MILLISECONDS);
        }
    }

    /** As {@code kill -9}. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
        }
    }
}
