// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.VirtualHost;
import io.leveret.broker.exchange.ExchangeType;
import io.leveret.broker.exchange.ExchangeTypes;
import io.leveret.broker.figures.Churn;
import io.leveret.broker.figures.LoopFigures;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;

/** The node at a glance; the figures are those of the virtual hosts that the caller sees. */
final class OverviewResource implements Resource {
    private final Node node;
    private final Listeners listeners;
    private final Totals totals;
    private final Authorization authorization;

    OverviewResource(Node node, Listeners listeners, Totals totals, Authorization authorization) {
        this.node = node;
        this.listeners = listeners;
        this.totals = totals;
        this.authorization = authorization;
    }

    @Override
    public void mount(Api api) {
        api.at("/overview", Right.MANAGEMENT).get(this::overview);
    }

    private Future<Answer> overview(Call call) {
        JsonObject json = product();
        boolean statistics = statistics(call);
        return authorization.visible(call.caller()).compose(hosts -> {
            if (!statistics) {
                return Lists.answerOne(call, finished(call, json));
            }
            return totals.activity()
                    .compose(activity -> totals.held(hosts).map(held -> figures(call, json, hosts, activity, held)))
                    .compose(all -> Lists.answerOne(call, finished(call, all)));
        });
    }

    private boolean statistics(Call call) {
        return node.settings().management().statistics() && !call.isTrue("disable_stats");
    }

    private JsonObject product() {
        JsonObject retention = new JsonObject()
                .put("global", new JsonArray().add(600).add(3600).add(28800).add(86400))
                .put("basic", new JsonArray().add(600).add(3600))
                .put("detailed", new JsonArray().add(600));
        String java = "Java " + Runtime.version();
        return new JsonObject()
                .put("management_version", Node.RABBITMQ_VERSION)
                .put("rates_mode", "basic")
                .put("sample_retention_policies", retention)
                .put("exchange_types", exchangeTypes())
                .put("product_version", node.productVersion())
                .put("product_name", node.productName())
                .put("rabbitmq_version", Node.RABBITMQ_VERSION)
                .put("cluster_name", clusterName())
                .put("cluster_tags", tags(node.settings().identity().clusterTags()))
                .put("node_tags", tags(node.settings().identity().nodeTags()))
                .put("erlang_version", java)
                .put("erlang_full_version", java + ", " + System.getProperty("java.vm.name"))
                .put("release_series_support_status", "supported")
                .put("disable_stats", !node.settings().management().statistics())
                .put("default_queue_type", node.settings().queues().type())
                .put(
                        "is_op_policy_updating_enabled",
                        node.settings().management().operatorPolicyChanges())
                .put("enable_queue_totals", node.settings().management().queueTotals());
    }

    private String clusterName() {
        return GlobalParametersResource.clusterName(
                node.definitions().parameters(), node.settings().identity().clusterName());
    }

    private static JsonObject tags(java.util.Map<String, String> tags) {
        JsonObject json = new JsonObject();
        tags.forEach(json::put);
        return json;
    }

    static JsonArray exchangeTypes() {
        JsonArray list = new JsonArray();
        new ExchangeTypes()
                .all().stream()
                        .sorted(Comparator.comparing(ExchangeType::name))
                        .forEach(type -> list.add(new JsonObject()
                                .put("name", type.name())
                                .put("description", type.description())
                                .put("enabled", true)));
        return list;
    }

    private JsonObject figures(
            Call call, JsonObject json, List<VirtualHost> hosts, LoopFigures activity, Totals.Held held) {
        json.put("message_stats", Totals.messages(activity, hosts))
                .put("churn_rates", Totals.churn(activity))
                .put("queue_totals", held.json())
                .put("object_totals", objects(call, hosts, activity, held))
                .put("statistics_db_event_queue", 0);
        return json;
    }

    private JsonObject objects(Call call, List<VirtualHost> hosts, LoopFigures activity, Totals.Held held) {
        boolean all = call.caller().isMonitor();
        String user = call.caller().name();
        long connections = node.sessions().all().stream()
                .filter(session -> all || session.userName().equals(user))
                .count();
        long channels = activity.churn(Churn.CHANNEL_CREATED).total()
                - activity.churn(Churn.CHANNEL_CLOSED).total();
        return new JsonObject()
                .put("channels", all || connections > 0 ? Math.max(0, channels) : 0)
                .put("connections", connections)
                .put("consumers", held.consumers())
                .put(
                        "exchanges",
                        hosts.stream().mapToInt(host -> host.exchanges().size()).sum())
                .put(
                        "queues",
                        hosts.stream().mapToInt(host -> host.queues().size()).sum());
    }

    private JsonObject finished(Call call, JsonObject json) {
        json.put("node", node.name());
        return call.caller().isMonitor()
                ? json.put("listeners", listeners.json()).put("contexts", listeners.contexts())
                : json;
    }
}
