// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

/**
 * The use of a routing key with a topic exchange: to write when publishing, to read when binding.
 *
 * @param clientId what {@code {client_id}} stands for in patterns; empty where the protocol has none
 */
public record TopicUse(String virtualHost, String exchange, String routingKey, Permission permission, String clientId) {

    /** Of a protocol without client ids. */
    public TopicUse(String virtualHost, String exchange, String routingKey, Permission permission) {
        this(virtualHost, exchange, routingKey, permission, "");
    }
}
