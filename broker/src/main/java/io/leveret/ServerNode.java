// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import io.leveret.config.Configuration;
import io.leveret.config.ConfigurationException;
import io.leveret.store.DataDirectory;
import io.leveret.store.DataDirectory.UnusableException;
import io.netty.util.NetUtil;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A node with a data directory of its own, as the server process runs it. */
final class ServerNode implements AutoCloseable {
    private final Leveret leveret;
    private final DataDirectory data;

    private ServerNode(Leveret leveret, DataDirectory data) {
        this.leveret = leveret;
        this.data = data;
    }

    /**
     * Starts a node in the foreground of this process.
     *
     * @throws ConfigurationException if the definitions it names cannot be imported
     * @throws UnusableException if the data directory, or what is in it, cannot be used
     * @throws UncheckedIOException if an address cannot be bound
     */
    static ServerNode start(Configuration configuration, Path dataDirectory)
            throws UnusableException, ConfigurationException {
        Logger log = LoggerFactory.getLogger(ServerNode.class);
        for (String warning : configuration.warnings()) {
            log.warn(warning);
        }
        DataDirectory data = DataDirectory.open(dataDirectory);
        try {
            return new ServerNode(recovered(configuration, data).start(), data);
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

    private static Leveret recovered(Configuration configuration, DataDirectory data) throws UnusableException {
        try {
            return Leveret.on(data.path(), configuration.settings(), new ServerHost(configuration));
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
        String amqp = leveret.amqpAddresses().isEmpty() ? "off" : addresses(leveret.amqpAddresses());
        if (!leveret.amqpsAddresses().isEmpty()) {
            amqp += ", amqps " + addresses(leveret.amqpsAddresses());
        }
        return "Leveret " + Version.current() + " ready in " + millis + " ms: amqp " + amqp + ", management "
                + management() + ", metrics " + http(leveret.metricsAddresses()) + ", data "
                + data.path();
    }

    private static String http(List<InetSocketAddress> addresses) {
        return addresses.isEmpty()
                ? "off"
                : addresses.stream()
                        .map(address -> "http://" + NetUtil.toSocketAddressString(address))
                        .collect(Collectors.joining(", "));
    }

    private static String addresses(List<InetSocketAddress> addresses) {
        return addresses.stream().map(NetUtil::toSocketAddressString).collect(Collectors.joining(", "));
    }

    private String management() {
        if (leveret.managementTlsAddresses().isEmpty()) {
            return http(leveret.managementAddresses());
        }
        String secure = leveret.managementTlsAddresses().stream()
                .map(address -> "https://" + NetUtil.toSocketAddressString(address))
                .collect(Collectors.joining(", "));
        return leveret.managementAddresses().isEmpty() ? secure : http(leveret.managementAddresses()) + ", " + secure;
    }

    @Override
    public void close() {
        leveret.close();
        data.close();
    }
}
