// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.AccessControl;
import io.leveret.auth.LoginAttempts;
import io.leveret.broker.Definitions;
import io.leveret.broker.Sessions;
import io.leveret.broker.figures.NodeCounters;
import io.leveret.config.Settings;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Supplier;

/**
 * The node that is managed.
 *
 * @param version of Leveret
 * @param startedAtMillis since 1970
 * @param attempts to log in by any protocol; the API counts its own
 * @param directory of all its files; empty if it has none
 * @param listeners where it serves clients; the API's own are not among them
 * @param resources may be asked on any thread
 */
public record Node(
        Settings settings,
        String version,
        long startedAtMillis,
        List<Listener> listeners,
        Definitions definitions,
        AccessControl access,
        LoginAttempts attempts,
        Sessions sessions,
        NodeCounters counters,
        Supplier<NodeResources> resources,
        String directory) {

    /** RabbitMQ's, that clients and tools expect. */
    static final String RABBITMQ_VERSION = "4.3.5";

    /**
     * A socket that is served.
     *
     * @param protocol RabbitMQ's name: {@code amqp}, {@code http}
     */
    public record Listener(String protocol, InetSocketAddress address) {}

    String productName() {
        String name = settings.identity().productName();
        return name == null ? "Leveret" : name;
    }

    String productVersion() {
        String set = settings.identity().productVersion();
        return set == null ? version : set;
    }

    String name() {
        return settings.identity().nodeName();
    }
}
