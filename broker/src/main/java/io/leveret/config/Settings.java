// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/**
 * A node's settings, in rabbitmq.conf's terms.
 *
 * @param listeners where AMQP is served without TLS ({@code listeners.tcp.*})
 * @param loops number of event loops; each connection and each queue lives on one
 * @param amqp limits of the protocol
 * @param defaultUser the user an empty node starts with
 */
public record Settings(List<InetSocketAddress> listeners, int loops, Amqp amqp, DefaultUser defaultUser) {

    /**
     * Limits of AMQP 0-9-1.
     *
     * @param frameMax largest frame offered in connection.tune, bytes; 0 means no limit
     * @param initialFrameMax largest frame before tune-ok, bytes
     * @param channelMax highest number of channels offered in connection.tune; 0 means no limit
     * @param heartbeatSeconds heartbeat offered in connection.tune; 0 turns it off
     * @param messageBytesMax largest body ({@code max_message_size})
     * @param handshakeTimeoutMillis from accept to connection.open
     * @param consumersPerChannelMax {@code consumer_max_per_channel}; 0 means no limit
     */
    public record Amqp(
            int frameMax,
            int initialFrameMax,
            int channelMax,
            int heartbeatSeconds,
            long messageBytesMax,
            long handshakeTimeoutMillis,
            int consumersPerChannelMax) {
        public static final Amqp DEFAULT = new Amqp(131_072, 4_096, 2_047, 60, 16_777_216, 10_000, 0);
    }

    /**
     * @param loopbackOnly users who may log in only from this machine ({@code loopback_users})
     */
    public record DefaultUser(String name, String password, String virtualHost, Set<String> loopbackOnly) {
        public static final DefaultUser GUEST = new DefaultUser("guest", "guest", "/", Set.of("guest"));
    }

    public static Settings defaults() {
        return new Settings(
                List.of(new InetSocketAddress("0.0.0.0", 5672)),
                Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                Amqp.DEFAULT,
                DefaultUser.GUEST);
    }
}
