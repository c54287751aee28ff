// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;

/**
 * RabbitMQ's feature flags, for tools that ask: all that RabbitMQ 4.3 requires are enabled, and none can be changed. Its
 * deprecated features, with what becomes of them here.
 */
final class FeaturesResource implements Resource {
    private static final List<String> REQUIRED = List.of(
            "classic_mirrored_queue_version",
            "classic_queue_type_delivery_support",
            "direct_exchange_routing_v2",
            "drop_unroutable_metric",
            "empty_basic_get_metric",
            "feature_flags_v2",
            "implicit_default_bindings",
            "listener_records_in_ets",
            "maintenance_mode_status",
            "message_containers",
            "message_containers_deaths_v2",
            "quorum_queue",
            "quorum_queue_non_voters",
            "rabbitmq_4.0.0",
            "rabbitmq_4.1.0",
            "rabbitmq_4.2.0",
            "restart_streams",
            "stream_filtering",
            "stream_queue",
            "stream_sac_coordinator_unblock_group",
            "stream_single_active_consumer",
            "stream_update_config_command",
            "tracking_records_in_ets",
            "user_limits",
            "virtual_host_metadata");

    private static final List<String> STABLE = List.of("rabbitmq_4.3.0");

    /** Name and phase in RabbitMQ 4.3. */
    private static final List<Map.Entry<String, String>> DEPRECATED = List.of(
            Map.entry("amqp_address_v1", "denied_by_default"),
            Map.entry("amqp_filter_set_bug", "denied_by_default"),
            Map.entry("classic_queue_mirroring", "removed"),
            Map.entry("global_qos", "denied_by_default"),
            Map.entry("management_metrics_collection", "permitted_by_default"),
            Map.entry("queue_master_locator", "denied_by_default"),
            Map.entry("ram_node_type", "removed"),
            Map.entry("transient_nonexcl_queues", "denied_by_default"));

    private final Map<String, Boolean> permitted;

    /**
     * @param permitted by the settings; others as by default
     */
    FeaturesResource(Map<String, Boolean> permitted) {
        this.permitted = permitted;
    }

    @Override
    public void mount(Api api) {
        api.at("/feature-flags", Right.MANAGEMENT).get(call -> Lists.answer(call, flags(), "name"));
        api.at("/feature-flags/:name/enable", Right.ADMINISTRATOR)
                .put(FeaturesResource::enable)
                .jsonOnly();
        api.at("/deprecated-features", Right.MANAGEMENT).get(call -> Lists.answer(call, deprecated(), "name"));
        api.at("/deprecated-features/used", Right.MANAGEMENT).get(call -> Lists.answer(call, new JsonArray(), "name"));
    }

    private static JsonArray flags() {
        JsonArray list = new JsonArray();
        REQUIRED.forEach(name -> list.add(flag(name, "required")));
        STABLE.forEach(name -> list.add(flag(name, "stable")));
        return list;
    }

    private static JsonObject flag(String name, String stability) {
        return new JsonObject()
                .put("name", name)
                .put("desc", "")
                .put("doc_url", "")
                .put("state", "enabled")
                .put("stability", stability)
                .put("require_level", "none")
                .put("experiment_level", "unsupported")
                .put("callbacks", new JsonArray())
                .put("provided_by", name.endsWith("_metric") ? "rabbitmq_management_agent" : "rabbit");
    }

    /** What is enabled already may be enabled again. */
    private static Future<Answer> enable(Call call) {
        String name = call.name("name");
        if (!name.equals("all") && !REQUIRED.contains(name) && !STABLE.contains(name)) {
            throw Refusal.badRequest("unsupported");
        }
        return Answer.done();
    }

    private JsonArray deprecated() {
        JsonArray list = new JsonArray();
        for (Map.Entry<String, String> feature : DEPRECATED) {
            boolean allowed =
                    permitted.getOrDefault(feature.getKey(), !feature.getValue().equals("removed"));
            list.add(new JsonObject()
                    .put("name", feature.getKey())
                    .put("desc", "")
                    .put("deprecation_phase", feature.getValue())
                    .put("doc_url", "")
                    .put(
                            "provided_by",
                            feature.getKey().startsWith("management") ? "rabbitmq_management_agent" : "rabbit")
                    .put("state", allowed ? "permitted" : "denied"));
        }
        return list;
    }
}
