// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.Definitions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether the node is well: 200 if it is, else 503 with the reason. */
final class HealthResource implements Resource {
    private static final int UNAVAILABLE = 503;
    private static final String CHECKS = "/health/checks/";
    private static final Map<String, Duration> UNITS = Map.of(
            "days", Duration.ofDays(1),
            "weeks", Duration.ofDays(7),
            "months", Duration.ofDays(365).dividedBy(12),
            "years", Duration.ofDays(365));
    private static final int PERIODS_MAX = 1_000_000;

    /** Other names of protocols, and the name that listeners have. */
    private static final Map<String, String> PROTOCOLS = Map.ofEntries(
            Map.entry("amqp091", "amqp"),
            Map.entry("amqp0.9.1", "amqp"),
            Map.entry("amqp0-9-1", "amqp"),
            Map.entry("amqp0_9_1", "amqp"),
            Map.entry("amqp10", "amqp"),
            Map.entry("amqp1.0", "amqp"),
            Map.entry("amqp1-0", "amqp"),
            Map.entry("amqp1_0", "amqp"),
            Map.entry("amqps", "amqp/ssl"),
            Map.entry("http1", "http"),
            Map.entry("http1.1", "http"),
            Map.entry("http_api", "http"),
            Map.entry("management", "http"),
            Map.entry("management_ui", "http"),
            Map.entry("ui", "http"));

    private final Node node;
    private final Definitions definitions;
    private final Listeners listeners;
    private final Certificates certificates;
    private final Vertx vertx;

    HealthResource(Node node, Listeners listeners, Vertx vertx) {
        this.node = node;
        this.vertx = vertx;
        this.certificates = new Certificates(node, listeners);
        this.definitions = node.definitions();
        this.listeners = listeners;
    }

    @Override
    public void mount(Api api) {
        api.at("/aliveness-test/:vhost", Right.VIRTUAL_HOST).get(call -> {
            VirtualHostsResource.existing(definitions, call);
            return ok();
        });
        api.at("/healthchecks/node", Right.MONITORING).get(call -> ok());
        api.at("/healthchecks/node/:node", Right.MONITORING).get(call -> {
            NodesResource.mustBe(call, node);
            return ok();
        });
        // unlike these, the checks of alarms and of service need no login, so that probes can ask
        for (String open : List.of("is-in-service", "below-node-connection-limit", "reached-target-cluster-size")) {
            api.at(CHECKS + open, Right.OPEN).get(call -> ok());
        }
        api.at(CHECKS + "ready-to-serve-clients", Right.OPEN).get(call -> ready());
        api.at(CHECKS + "alarms", Right.MANAGEMENT).get(call -> alarms());
        api.at(CHECKS + "local-alarms", Right.MANAGEMENT).get(call -> alarms());
        for (String always : List.of(
                "virtual-hosts",
                "metadata-store/initialized",
                "metadata-store/initialized/with-data",
                "quorum-queues-without-elected-leaders/all-vhosts",
                "quorum-queues-without-elected-leaders/all-vhosts/pattern/:pattern",
                "quorum-queues-without-elected-leaders/vhost/:vhost",
                "quorum-queues-without-elected-leaders/vhost/:vhost/pattern/:pattern")) {
            api.at(CHECKS + always, Right.MANAGEMENT).get(call -> ok());
        }
        for (String alone : List.of("node-is-quorum-critical", "node-is-mirror-sync-critical")) {
            api.at(CHECKS + alone, Right.MANAGEMENT)
                    .get(call -> Answer.ok(status("ok").put("reason", "single node cluster")));
        }
        api.at(CHECKS + "certificate-expiration/:within/:unit", Right.MANAGEMENT)
                .get(this::certificates);
        api.at(CHECKS + "port-listener/:port", Right.MANAGEMENT).get(this::port);
        api.at(CHECKS + "protocol-listener/:protocols", Right.MANAGEMENT).get(this::protocols);
    }

    private static JsonObject status(String status) {
        return new JsonObject().put("status", status);
    }

    private static Future<Answer> ok() {
        return Answer.ok(status("ok"));
    }

    private static Future<Answer> failed(String reason, JsonObject more) {
        return Answer.json(UNAVAILABLE, status("failed").put("reason", reason).mergeIn(more));
    }

    private Future<Answer> ready() {
        return listeners.all().stream().anyMatch(listener -> listener.protocol().startsWith("amqp"))
                ? ok()
                : failed("no active listeners for AMQP/AMQPS", new JsonObject());
    }

    private Future<Answer> alarms() {
        JsonArray alarms = new JsonArray();
        for (String alarm : node.sessions().alarms()) {
            alarms.add(new JsonObject().put("node", node.name()).put("resource", alarm));
        }
        return alarms.isEmpty()
                ? ok()
                : failed("There are alarms in effect in the cluster", new JsonObject().put("alarms", alarms));
    }

    private Future<Answer> certificates(Call call) {
        int within;
        try {
            within = Integer.parseInt(call.name("within"));
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("Invalid expiration value.");
        }
        if (within < 0 || within > PERIODS_MAX) {
            throw Refusal.badRequest("Invalid expiration value.");
        }
        Duration unit = UNITS.get(call.name("unit").toLowerCase(Locale.ROOT));
        if (unit == null) {
            throw Refusal.badRequest("Time unit not recognised. Supported units: days, weeks, months, years.");
        }
        Instant now = Instant.now();
        return vertx.executeBlocking(() -> certificates.expiring(now, now.plus(unit.multipliedBy(within))))
                .compose(expiring -> expiring.isEmpty()
                        ? ok()
                        : failed("Certificates expiring", new JsonObject().put("expired", expiring)));
    }

    private Future<Answer> port(Call call) {
        int port;
        try {
            port = Integer.parseInt(call.name("port"));
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("Invalid port");
        }
        JsonArray ports = new JsonArray();
        listeners.all().forEach(listener -> ports.add(listener.address().getPort()));
        return ports.contains(port)
                ? Answer.ok(status("ok").put("port", port))
                : failed(
                        "No active listener",
                        new JsonObject().put("missing", port).put("ports", ports));
    }

    private Future<Answer> protocols(Call call) {
        List<String> active =
                listeners.all().stream().map(Node.Listener::protocol).distinct().toList();
        List<String> missing = new ArrayList<>();
        for (String asked : call.name("protocols").split(",", -1)) {
            String lower = asked.toLowerCase(Locale.ROOT);
            String protocol = PROTOCOLS.getOrDefault(lower, lower);
            if (!active.contains(protocol) && !missing.contains(protocol)) {
                missing.add(protocol);
            }
        }
        return missing.isEmpty()
                ? Answer.ok(status("ok").put("protocols", new JsonArray(active)))
                : failed(
                        "No active listener",
                        new JsonObject()
                                .put("missing", new JsonArray(missing))
                                .put("protocols", new JsonArray(active)));
    }
}
