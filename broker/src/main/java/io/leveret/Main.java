// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import io.leveret.CommandLine.UsageException;
import io.leveret.config.Configuration;
import io.leveret.config.ConfigurationException;
import io.leveret.config.Sources;
import io.leveret.logging.ServerLog;
import io.leveret.store.DataDirectory.UnusableException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;

/**
 * The server process, {@code bin/leveret-server}: one node in the foreground until SIGTERM. What keeps it from starting
 * is one line on the standard error and an exit code of sysexits.h. The standard output has the one line that says that
 * the node is ready, unless the log is sent there.
 */
public final class Main {
    private static final int EX_USAGE = 64;
    private static final int EX_UNAVAILABLE = 69;
    private static final int EX_CANTCREAT = 73;
    private static final int EX_CONFIG = 78;

    /** Where Leveret is installed; the launcher says it. */
    private static final String HOME_PROPERTY = "leveret.home";

    private Main() {}

    public static void main(String[] args) throws InterruptedException {
        try {
            CommandLine line = CommandLine.parse(args);
            switch (line.action()) {
                case HELP -> System.out.print(CommandLine.USAGE);
                case VERSION -> System.out.println("Leveret " + Version.current());
                case PRINT_CONFIG -> print(configuration(line, System.getenv()));
                case RUN -> run(line, System.getenv());
            }
        } catch (UsageException e) {
            exit(EX_USAGE, e);
        } catch (ConfigurationException e) {
            exit(EX_CONFIG, e);
        } catch (UnusableException e) {
            exit(EX_CANTCREAT, e);
        } catch (UncheckedIOException e) {
            exit(EX_UNAVAILABLE, Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    static Configuration configuration(CommandLine line, Map<String, String> environment)
            throws ConfigurationException {
        return Configuration.load(new Sources(environment, line.config(), line.sets()));
    }

    private static void print(Configuration configuration) {
        configuration.lines().forEach(System.out::println);
        configuration.warnings().forEach(System.err::println);
    }

    private static void run(CommandLine line, Map<String, String> environment)
            throws ConfigurationException, UnusableException, InterruptedException {
        Configuration configuration = configuration(line, environment);
        ServerLog log = ServerLog.open(configuration.settings().logging());
        ServerNode node = ServerNode.start(configuration, dataDirectory(line, environment), log);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node, log), "leveret-stop"));
        System.out.println(node.readyLine());
        System.out.flush();
        new CountDownLatch(1).await();
    }

    // SIGTERM is how a server is told to stop, so it is no failure; the JVM's own exit code would be 143.
    private static void stop(ServerNode node, ServerLog log) {
        node.close();
        log.close();
        Runtime.getRuntime().halt(0);
    }

    static Path dataDirectory(CommandLine line, Map<String, String> environment) {
        Path asked = line.dataDirectory();
        if (asked != null) {
            return asked;
        }
        String variable = environment.get("LEVERET_DATA_DIR");
        return variable == null || variable.isEmpty()
                ? Path.of(System.getProperty(HOME_PROPERTY, ""), "data")
                : Path.of(variable);
    }

    private static void exit(int code, Throwable problem) {
        System.err.println("leveret-server: " + problem.getMessage());
        System.exit(code);
    }
}
