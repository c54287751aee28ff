// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import java.util.List;

/** RabbitMQ's plugins: whether Leveret does what they do. Only one of them can be switched on and off. */
final class Plugins {
    private static final List<String> BUILT_IN =
            List.of("rabbitmq_management", "rabbitmq_management_agent", "rabbitmq_prometheus", "rabbitmq_web_dispatch");

    /** The node knows whether it is on. */
    static final String SWITCHABLE = "rabbitmq_event_exchange";

    private static final List<String> OTHERS = List.of(
            "rabbitmq_amqp1_0",
            "rabbitmq_auth_backend_cache",
            "rabbitmq_auth_backend_http",
            "rabbitmq_auth_backend_internal_loopback",
            "rabbitmq_auth_backend_ldap",
            "rabbitmq_auth_backend_oauth2",
            "rabbitmq_auth_mechanism_ssl",
            "rabbitmq_consistent_hash_exchange",
            "rabbitmq_event_exchange",
            "rabbitmq_federation",
            "rabbitmq_federation_management",
            "rabbitmq_federation_prometheus",
            "rabbitmq_jms_topic_exchange",
            "rabbitmq_mqtt",
            "rabbitmq_peer_discovery_aws",
            "rabbitmq_peer_discovery_common",
            "rabbitmq_peer_discovery_consul",
            "rabbitmq_peer_discovery_etcd",
            "rabbitmq_peer_discovery_k8s",
            "rabbitmq_random_exchange",
            "rabbitmq_recent_history_exchange",
            "rabbitmq_sharding",
            "rabbitmq_shovel",
            "rabbitmq_shovel_management",
            "rabbitmq_shovel_prometheus",
            "rabbitmq_stomp",
            "rabbitmq_stream",
            "rabbitmq_stream_common",
            "rabbitmq_stream_management",
            "rabbitmq_top",
            "rabbitmq_tracing",
            "rabbitmq_trust_store",
            "rabbitmq_web_mqtt",
            "rabbitmq_web_mqtt_examples",
            "rabbitmq_web_stomp",
            "rabbitmq_web_stomp_examples");

    private Plugins() {}

    /** Those whose function is there. */
    static List<String> builtIn() {
        return BUILT_IN;
    }

    static boolean isBuiltIn(String name) {
        return BUILT_IN.contains(name);
    }

    static boolean isKnown(String name) {
        return isBuiltIn(name) || OTHERS.contains(name);
    }

    /** All of RabbitMQ's, sorted. */
    static List<String> all() {
        return java.util.stream.Stream.concat(BUILT_IN.stream(), OTHERS.stream())
                .sorted()
                .toList();
    }
}
