// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.table.Table;

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
        Table clientProperties) {

    /** One end of a connection. */
    public record Endpoint(String host, int port) {}
}
