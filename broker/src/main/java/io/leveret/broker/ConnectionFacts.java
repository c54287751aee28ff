// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.table.Table;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a connection from the moment it is open, and does not change. Immutable.
 *
 * @param id never reused while the node runs
 * @param name {@code ip:port -> ip:port}, as RabbitMQ names connections
 * @param protocol with its version, as RabbitMQ writes it: {@code AMQP 0-9-1}
 * @param mechanism of SASL
 * @param channelMax 0: no limit
 * @param frameMax bytes; 0: no limit
 * @param heartbeatSeconds 0: none
 * @param tls null without TLS
 */
public record ConnectionFacts(
        long id,
        String name,
        String protocol,
        String virtualHost,
        String user,
        String mechanism,
        Endpoint peer,
        Endpoint local,
        int channelMax,
        int frameMax,
        int heartbeatSeconds,
        long connectedAtMillis,
        Table clientProperties,
        @Nullable Tls tls) {

    /**
     * What TLS agreed on.
     *
     * @param version as in {@code tlsv1.3}
     * @param cipherSuite by the registry's name
     * @param client null if the client showed no certificate
     */
    public record Tls(
            String version, String cipherSuite, @Nullable Certificate client) {}

    /**
     * Who a client's certificate says it is.
     *
     * @param validity from and to
     */
    public record Certificate(String subject, String issuer, String validity) {}

    /** One end of a connection. */
    public record Endpoint(String host, int port) {}
}
