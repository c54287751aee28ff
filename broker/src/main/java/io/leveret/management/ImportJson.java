// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.HashAlgorithm;
import io.leveret.auth.Permissions;
import io.leveret.auth.TopicPermissions;
import io.leveret.auth.UserDefinition;
import io.leveret.auth.Users;
import io.leveret.broker.BindingDefinition;
import io.leveret.broker.Definitions;
import io.leveret.broker.ExchangeDefinition;
import io.leveret.broker.Import;
import io.leveret.broker.Parameters;
import io.leveret.broker.VirtualHost;
import io.leveret.broker.VirtualHostMetadata;
import io.leveret.broker.policy.PolicyKind;
import io.leveret.broker.policy.PolicyRequest;
import io.leveret.broker.queue.QueueDefinition;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads RabbitMQ's {@code definitions.json}, of 3.x and 4.x, whole or of one virtual host. What has no meaning here is
 * left out with a warning that names it; what is malformed is a {@link Refusal}. Used once, by one thread.
 */
final class ImportJson {
    private static final Logger LOG = LoggerFactory.getLogger(ImportJson.class);

    private static final Set<String> KNOWN = Set.of(
            "rabbit_version",
            "rabbitmq_version",
            "product_name",
            "product_version",
            "rabbitmq_definition_format",
            "original_cluster_name",
            "original_vhost_name",
            "explanation",
            "users",
            "vhosts",
            "permissions",
            "topic_permissions",
            "parameters",
            "global_parameters",
            "policies",
            "queues",
            "exchanges",
            "bindings",
            "metadata",
            "description",
            "default_queue_type",
            "limits",
            "vhost");

    /** Versions that hashed with MD5 and did not say so. */
    private static final Pattern MD5_VERSIONS = Pattern.compile("3\\.[0-5]\\..*");

    private final Definitions definitions;
    private final JsonObject json;
    private final @Nullable String onlyHost;
    private final List<UserDefinition> users = new ArrayList<>();
    private final Map<String, VirtualHostMetadata> hosts = new LinkedHashMap<>();
    private final List<Users.Entry> permissions = new ArrayList<>();
    private final List<Users.TopicEntry> topicPermissions = new ArrayList<>();
    private final List<Parameters.Parameter> parameters = new ArrayList<>();
    private final Map<String, Object> globalParameters = new LinkedHashMap<>();
    private final List<Import.PolicyOf> policies = new ArrayList<>();
    private final List<Import.ExchangeOf> exchanges = new ArrayList<>();
    private final List<QueueDefinition> queues = new ArrayList<>();
    private final List<Import.BindingOf> bindings = new ArrayList<>();

    /**
     * @param onlyHost into which alone everything goes; null: what is written says where to
     */
    ImportJson(Definitions definitions, JsonObject json, @Nullable String onlyHost) {
        this.definitions = definitions;
        this.json = json;
        this.onlyHost = onlyHost;
    }

    Import read() {
        for (String key : json.fieldNames()) {
            if (!KNOWN.contains(key)) {
                LOG.warn("definitions: '{}' is not imported: nothing here is called that", key);
            }
        }
        if (onlyHost == null) {
            each("users", this::user);
            each("vhosts", this::virtualHost);
            each("permissions", this::permission);
            each("topic_permissions", this::topicPermission);
            each("global_parameters", this::globalParameter);
        }
        each("parameters", this::parameter);
        each("policies", this::policy);
        each("exchanges", this::exchange);
        each("queues", this::queue);
        each("bindings", this::binding);
        return new Import(
                users,
                hosts,
                permissions,
                topicPermissions,
                parameters,
                globalParameters,
                policies,
                exchanges,
                queues,
                bindings);
    }

    private void each(String key, Consumer<Fields> reader) {
        Object list = json.getValue(key);
        if (list == null) {
            return;
        }
        if (!(list instanceof JsonArray array)) {
            throw Fields.wrong(key, "a list");
        }
        for (Object element : array) {
            if (!(element instanceof JsonObject object)) {
                throw Fields.wrong(key, "a list of objects");
            }
            reader.accept(new Fields(object));
        }
    }

    private String host(Fields fields) {
        if (onlyHost != null) {
            return onlyHost;
        }
        String host = fields.text("vhost");
        if (host == null) {
            throw Refusal.badRequest("invalid_definitions_file");
        }
        return host;
    }

    private void user(Fields fields) {
        String name = fields.needText("name");
        JsonObject user = fields.json();
        String version = new Fields(json).text("rabbitmq_version", new Fields(json).text("rabbit_version", ""));
        if (!user.containsKey("hashing_algorithm")
                && MD5_VERSIONS.matcher(version).matches()) {
            user = user.copy().put("hashing_algorithm", HashAlgorithm.MD5.module());
        }
        users.add(UserJson.read(name, user, definitions.users().present().find(name), definitions.users()));
    }

    private void virtualHost(Fields fields) {
        String name = fields.needText("name");
        VirtualHost present = definitions.virtualHost(name);
        hosts.put(
                name,
                VirtualHostsResource.read(
                        fields.json(), present == null ? definitions.defaultMetadata() : present.metadata()));
    }

    private void permission(Fields fields) {
        permissions.add(new Users.Entry(
                fields.needText("user"),
                host(fields),
                new Permissions(fields.needText("configure"), fields.needText("write"), fields.needText("read"))));
    }

    private void topicPermission(Fields fields) {
        topicPermissions.add(new Users.TopicEntry(
                fields.needText("user"),
                host(fields),
                new TopicPermissions(fields.needText("exchange"), fields.needText("write"), fields.needText("read"))));
    }

    private void globalParameter(Fields fields) {
        String name = fields.needText("name");
        if (!name.startsWith(DefinitionsJson.INTERNAL)) {
            globalParameters.put(name, TableJson.value(fields.json().getValue("value")));
        }
    }

    private void parameter(Fields fields) {
        String component = fields.needText("component");
        String name = fields.needText("name");
        Parameters.Key key = new Parameters.Key(host(fields), component, name);
        if (component.equals(PolicyKind.OPERATOR_POLICY.component())) {
            PolicyRequest policy = PoliciesResource.read(name, fields.object("value"));
            policies.add(new Import.PolicyOf(PolicyKind.OPERATOR_POLICY, key.virtualHost(), policy));
        } else if (component.equals(Parameters.VIRTUAL_HOST_LIMITS)) {
            parameters.add(
                    new Parameters.Parameter(key, TableJson.value(fields.json().getValue("value"))));
        } else {
            LOG.warn(
                    "definitions: parameter '{}' in vhost '{}' is not imported: component {} not found",
                    name,
                    key.virtualHost(),
                    component);
        }
    }

    private void policy(Fields fields) {
        policies.add(new Import.PolicyOf(
                PolicyKind.POLICY, host(fields), PoliciesResource.read(fields.needText("name"), fields.json())));
    }

    private void exchange(Fields fields) {
        exchanges.add(new Import.ExchangeOf(
                host(fields),
                new ExchangeDefinition(
                        fields.needText("name"),
                        fields.needText("type"),
                        fields.flag("durable", true),
                        fields.flag("auto_delete", false),
                        fields.flag("internal", false),
                        TableJson.table(fields.object("arguments")))));
    }

    private void queue(Fields fields) {
        queues.add(new QueueDefinition(
                host(fields),
                fields.needText("name"),
                fields.flag("durable", true),
                fields.flag("auto_delete", false),
                0,
                TableJson.table(fields.object("arguments"))));
    }

    private void binding(Fields fields) {
        String kind = fields.needText("destination_type");
        if (!kind.equals("queue") && !kind.equals("exchange")) {
            throw Fields.wrong("destination_type", "queue or exchange");
        }
        bindings.add(new Import.BindingOf(
                host(fields),
                new BindingDefinition(
                        fields.needText("source"),
                        fields.needText("destination"),
                        kind.equals("exchange"),
                        fields.text("routing_key", ""),
                        TableJson.table(fields.object("arguments")))));
    }
}
