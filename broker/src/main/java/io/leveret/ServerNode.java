// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import io.leveret.config.Configuration;
import io.leveret.config.ConfigurationException;
import io.leveret.logging.ServerLog;
import io.leveret.store.DataDirectory;
import io.leveret.store.DataDirectory.UnusableException;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node with a data directory of its own, as the server process runs it. */
final class ServerNode implements AutoCloseable {
    /** Where log files are, in the data directory, unless the settings have another place. */
    private static final String LOGS = "log";

    private final Leveret leveret;
    private final DataDirectory data;

    private ServerNode(Leveret leveret, DataDirectory data) {
        this.leveret = leveret;
        this.data = data;
    }

    /**
     * Starts a node in the foreground of this process.
     *
     * @throws ConfigurationException if the definitions it names cannot be imported, or its log not written
     * @throws UnusableException if the data directory, or what is in it, cannot be used
     * @throws UncheckedIOException if an address cannot be bound
     */
    static ServerNode start(Configuration configuration, Path dataDirectory, ServerLog log)
            throws UnusableException, ConfigurationException {
        DataDirectory data = DataDirectory.open(dataDirectory);
        try {
            log.openFiles(data.path().resolve(LOGS));
            Logger logger = LoggerFactory.getLogger(ServerNode.class);
            configuration.warnings().forEach(logger::warn);
            Leveret leveret = recovered(configuration, data, new ServerHost(configuration, log));
            log.publish(leveret.logExchange());
            return new ServerNode(leveret.start(), data);
        } catch (IOException e) {
            data.close();
            throw new ConfigurationException("log.file: " + e.getMessage());
        } catch (IllegalStateException e) {
            data.close();
            throw unusable(data, e.getMessage());
        } catch (IllegalArgumentException e) {
            data.close();
            throw new ConfigurationException(String.valueOf(e.getMessage()));
        } catch (UncheckedIOException | UnusableException e) {
            data.close();
            throw e;
        }
    }

    private static Leveret recovered(Configuration configuration, DataDirectory data, ServerHost host)
            throws UnusableException {
        try {
            return Leveret.on(data.path(), configuration.settings(), host);
        } catch (UncheckedIOException e) {
            throw unusable(data, Objects.requireNonNullElse(e.getCause(), e).getMessage());
        }
    }

    private static UnusableException unusable(DataDirectory data, @Nullable String why) {
        return new UnusableException("data directory " + data.path() + " cannot be used: " + why);
    }

    List<InetSocketAddress> amqpAddresses() {
        return leveret.amqpAddresses();
    }

    /** What is served where; people and scripts wait for it. */
    String readyLine() {
        long millis = System.currentTimeMillis()
                - ManagementFactory.getRuntimeMXBean().getStartTime();
        String amqp = orOff(urls("", leveret.amqpAddresses()));
        if (!leveret.amqpsAddresses().isEmpty()) {
            amqp += ", amqps " + orOff(urls("", leveret.amqpsAddresses()));
        }
        return "Leveret " + Version.current() + " ready in " + millis + " ms: amqp " + amqp + ", management "
                + web(leveret.managementAddresses(), leveret.managementTlsAddresses()) + ", metrics "
                + web(leveret.metricsAddresses(), leveret.metricsTlsAddresses()) + ", data " + data.path();
    }

    private static String web(List<InetSocketAddress> plain, List<InetSocketAddress> secure) {
        List<String> urls = new ArrayList<>(urls("http://", plain));
        urls.addAll(urls("https://", secure));
        return orOff(urls);
    }

    /** The addresses behind a scheme, or behind nothing. */
    private static List<String> urls(String scheme, List<InetSocketAddress> addresses) {
        return addresses.stream()
                .map(address -> scheme + NetUtil.toSocketAddressString(address))
                .toList();
    }

    private static String orOff(List<String> urls) {
        return urls.isEmpty() ? "off" : String.join(", ", urls);
    }

    @Override
    public void close() {
        leveret.close();
        data.close();
    }
}
