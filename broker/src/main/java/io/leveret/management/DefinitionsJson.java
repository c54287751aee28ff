// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.UserDefinition;
import io.leveret.auth.Users;
import io.leveret.broker.BindingDefinition;
import io.leveret.broker.Definitions;
import io.leveret.broker.ExchangeDefinition;
import io.leveret.broker.Parameters;
import io.leveret.broker.VirtualHost;
import io.leveret.broker.VirtualHostMetadata;
import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.policy.Policy;
import io.leveret.broker.policy.PolicyKind;
import io.leveret.broker.queue.QueueDefinition;
import io.leveret.broker.queue.QueueRef;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is defined, as RabbitMQ's {@code definitions.json} has it. Reads tables only; from any thread. */
final class DefinitionsJson {
    /** Global parameters that are the node's own. */
    static final String INTERNAL = "internal";

    private final Node node;
    private final Definitions definitions;

    DefinitionsJson(Node node) {
        this.node = node;
        this.definitions = node.definitions();
    }

    /** All there is. */
    JsonObject whole() {
        String clusterName = GlobalParametersResource.clusterName(
                definitions.parameters(), node.settings().identity().clusterName());
        Collection<VirtualHost> hosts = definitions.virtualHosts();
        JsonObject json = product()
                .put("rabbitmq_definition_format", "cluster")
                .put("original_cluster_name", clusterName)
                .put("explanation", "Definitions of cluster '" + clusterName + "'")
                .put("users", users())
                .put("vhosts", virtualHosts(hosts))
                .put("permissions", permissions())
                .put("topic_permissions", topicPermissions())
                .put("parameters", parameters(hosts))
                .put("global_parameters", globalParameters())
                .put("policies", new JsonArray())
                .put("queues", new JsonArray())
                .put("exchanges", new JsonArray())
                .put("bindings", new JsonArray());
        hosts.forEach(host -> add(host, json, true));
        return json;
    }

    /** What is in one virtual host. */
    JsonObject of(VirtualHost host) {
        JsonArray parameters = new JsonArray();
        parameters(List.of(host)).forEach(parameter -> {
            ((JsonObject) parameter).remove("vhost");
            parameters.add(parameter);
        });
        JsonObject json = product()
                .put("rabbitmq_definition_format", "single_virtual_host")
                .put("original_vhost_name", host.name())
                .put("explanation", "Definitions of virtual host '" + host.name() + "'")
                .put("metadata", metadata(host.metadata()))
                .put("description", host.metadata().description())
                .put("default_queue_type", host.metadata().defaultQueueType())
                .put("limits", TableJson.of(definitions.parameters().present().limits(host.name())))
                .put("parameters", parameters)
                .put("policies", new JsonArray())
                .put("queues", new JsonArray())
                .put("exchanges", new JsonArray())
                .put("bindings", new JsonArray());
        add(host, json, false);
        return json;
    }

    private JsonObject product() {
        return new JsonObject()
                .put("rabbit_version", Node.RABBITMQ_VERSION)
                .put("rabbitmq_version", Node.RABBITMQ_VERSION)
                .put("product_name", node.productName())
                .put("product_version", node.productVersion());
    }

    private JsonArray users() {
        JsonArray list = new JsonArray();
        for (UserDefinition user : definitions.users().present().all()) {
            list.add(UserJson.of(user));
        }
        return list;
    }

    private JsonArray virtualHosts(Collection<VirtualHost> hosts) {
        JsonArray list = new JsonArray();
        for (VirtualHost host : hosts) {
            list.add(VirtualHostsResource.described(host)
                    .put("protected_from_deletion", host.metadata().protectedFromDeletion())
                    .put(
                            "limits",
                            TableJson.of(definitions.parameters().present().limits(host.name()))));
        }
        return list;
    }

    static JsonObject metadata(VirtualHostMetadata metadata) {
        return new JsonObject()
                .put("description", metadata.description())
                .put("tags", new JsonArray(metadata.tags()))
                .put("default_queue_type", metadata.defaultQueueType());
    }

    private JsonArray permissions() {
        JsonArray list = new JsonArray();
        for (Users.Entry entry : definitions.users().present().permissions()) {
            list.add(PermissionsResource.json(entry));
        }
        return list;
    }

    private JsonArray topicPermissions() {
        JsonArray list = new JsonArray();
        for (Users.TopicEntry entry : definitions.users().present().topicPermissions()) {
            list.add(TopicPermissionsResource.json(entry));
        }
        return list;
    }

    /** Operator policies are parameters there. */
    private JsonArray parameters(Collection<VirtualHost> hosts) {
        JsonArray list = new JsonArray();
        List<Parameters.Parameter> all = definitions.parameters().present().all();
        for (VirtualHost host : hosts) {
            for (Parameters.Parameter parameter : all) {
                if (parameter.key().virtualHost().equals(host.name())) {
                    list.add(ParametersResource.json(parameter.key(), TableJson.of(parameter.value())));
                }
            }
            for (Policy policy : host.policies().all(PolicyKind.OPERATOR_POLICY)) {
                Parameters.Key key =
                        new Parameters.Key(host.name(), PolicyKind.OPERATOR_POLICY.component(), policy.name());
                list.add(ParametersResource.json(key, ParametersResource.json(policy)));
            }
        }
        return list;
    }

    private JsonArray globalParameters() {
        JsonArray list = new JsonArray();
        Map<String, Object> sorted =
                new TreeMap<>(definitions.parameters().present().global());
        sorted.forEach((name, value) -> {
            if (!name.startsWith(INTERNAL)) {
                list.add(GlobalParametersResource.json(name, value));
            }
        });
        return list;
    }

    private static void add(VirtualHost host, JsonObject to, boolean named) {
        JsonArray policies = to.getJsonArray("policies");
        host.policies()
                .all(PolicyKind.POLICY)
                .forEach(policy -> policies.add(in(host, named, PoliciesResource.json(host.name(), policy))));
        JsonArray queues = to.getJsonArray("queues");
        host.queues().stream()
                .filter(queue -> !queue.definition().exclusive())
                .sorted(Comparator.comparing(QueueRef::name))
                .forEach(queue -> queues.add(in(host, named, json(queue))));
        List<Exchange> exchanges = host.exchanges().stream()
                .sorted(Comparator.comparing(Exchange::name))
                .toList();
        for (Exchange exchange : exchanges) {
            if (!exchange.isDefault() && !exchange.name().startsWith("amq.")) {
                to.getJsonArray("exchanges").add(in(host, named, json(ExchangeDefinition.of(exchange))));
            }
        }
        for (Exchange exchange : exchanges) {
            exchange.bindings().forEach(binding -> {
                if (!(binding.destination() instanceof QueueRef queue)
                        || !queue.definition().exclusive()) {
                    to.getJsonArray("bindings").add(in(host, named, json(BindingDefinition.of(binding))));
                }
            });
        }
    }

    private static JsonObject in(VirtualHost host, boolean named, JsonObject json) {
        if (named) {
            json.put("vhost", host.name());
        } else {
            json.remove("vhost");
        }
        return json;
    }

    private static JsonObject json(QueueRef queue) {
        QueueDefinition definition = queue.definition();
        return new JsonObject()
                .put("name", definition.name())
                .put("type", queue.type().text())
                .put("durable", definition.durable())
                .put("auto_delete", definition.autoDelete())
                .put("arguments", TableJson.of(definition.arguments()));
    }

    private static JsonObject json(ExchangeDefinition exchange) {
        return new JsonObject()
                .put("name", exchange.name())
                .put("type", exchange.type())
                .put("durable", exchange.durable())
                .put("auto_delete", exchange.autoDelete())
                .put("internal", exchange.internal())
                .put("arguments", TableJson.of(exchange.arguments()));
    }

    private static JsonObject json(BindingDefinition binding) {
        return new JsonObject()
                .put("source", binding.source())
                .put("destination", binding.destination())
                .put("destination_type", binding.toExchange() ? "exchange" : "queue")
                .put("routing_key", binding.key())
                .put("arguments", TableJson.of(binding.arguments()));
    }
}
