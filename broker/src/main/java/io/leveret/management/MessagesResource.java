// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.Permission;
import io.leveret.broker.Sessions;
import io.leveret.broker.VirtualHost;
import io.leveret.broker.figures.NodeCounters;
import io.leveret.broker.message.Address;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Properties;
import io.leveret.broker.queue.Fetched;
import io.leveret.broker.queue.QueueRef;
import io.leveret.management.MessageFetching.AckMode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Publishes and gets single messages, for operators who look after something. */
final class MessagesResource implements Resource {
    private final Hosts hosts;
    private final Sessions sessions;
    private final NodeCounters counters;
    private final Permits permits;
    private final Owners owners;
    private final MessagePublishing publishing;

    MessagesResource(Node node, Hosts hosts, Permits permits, Owners owners) {
        this.hosts = hosts;
        this.sessions = node.sessions();
        this.counters = node.counters();
        this.permits = permits;
        this.owners = owners;
        this.publishing = new MessagePublishing(node, permits, owners);
    }

    @Override
    public void mount(Api api) {
        api.at("/exchanges/:vhost/:exchange/publish", Right.VISIBLE_VIRTUAL_HOST)
                .post(this::publish);
        api.at("/queues/:vhost/:queue/get", Right.VISIBLE_VIRTUAL_HOST).post(this::get);
        api.at("/queues/:vhost/:queue/actions", Right.ADMINISTRATOR).post(this::act);
    }

    // ---- publish

    private Future<Answer> publish(Call call) {
        VirtualHost host = hosts.toChange(call);
        String exchange = call.exchangeName("exchange");
        if (host.exchange(exchange) == null) {
            throw Refusal.notFound("exchange_not_found");
        }
        JsonObject json = call.json("routing_key", "properties", "payload", "payload_encoding");
        if (!(json.getValue("payload") instanceof String payload)) {
            throw Refusal.badRequest("payload_not_string");
        }
        String key = Declaration.shortName("routing_key", new Fields(json).needText("routing_key"));
        Properties properties = PropertiesJson.read(json.getValue("properties"));
        byte[] body = decode(payload, json.getValue("payload_encoding"));
        return publishing
                .publish(call.caller(), host, new Address(exchange, key), properties, body)
                .compose(routed -> Answer.ok(new JsonObject().put("routed", routed)));
    }

    private static byte[] decode(String payload, Object encoding) {
        if ("string".equals(encoding)) {
            return payload.getBytes(StandardCharsets.UTF_8);
        }
        if (!"base64".equals(encoding)) {
            throw Refusal.badRequest(new JsonArray().add("unsupported_encoding").add(encoding));
        }
        try {
            return Base64.getDecoder().decode(payload.replaceAll("\\s", ""));
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(new JsonArray().add("not_base64").add(payload));
        }
    }

    // ---- get

    private Future<Answer> get(Call call) {
        QueueRef queue = existing(call);
        JsonObject json = call.json("ackmode", "count", "encoding");
        AckMode mode = ackMode(json.getValue("ackmode"));
        long count = integer(json.getValue("count"));
        boolean base64 = isBase64(json.getValue("encoding"));
        long truncate = json.containsKey("truncate") ? integer(json.getValue("truncate")) : Long.MAX_VALUE;
        if (truncate < 0) {
            throw Fields.wrong("truncate", "0 or more, not " + truncate);
        }
        String host = queue.definition().virtualHost();
        return permits.opens(call.caller(), host)
                .compose(may -> permits.queue(call.caller(), Permission.READ, host, queue.name()))
                .compose(may -> {
                    TopologyChanges.checkNotExclusive(queue);
                    return new MessageFetching(queue, sessions.nextId(), mode, count, counters, owners).run();
                })
                .recover(problem -> Future.failedFuture(
                        problem instanceof AmqpException error ? Refusal.ofChannel(error) : problem))
                .compose(got -> Answer.ok(json(got, base64, truncate)));
    }

    private QueueRef existing(Call call) {
        QueueRef queue = hosts.toChange(call).queue(call.name("queue"));
        if (queue == null) {
            throw Refusal.notFound("queue_not_found");
        }
        return queue;
    }

    private static AckMode ackMode(Object text) {
        for (AckMode mode : AckMode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
                return mode;
            }
        }
        throw Refusal.badRequest("Invalid ackmode value: " + text + ". Valid values are: ack_requeue_true,"
                + " ack_requeue_false, reject_requeue_true, reject_requeue_false");
    }

    private static boolean isBase64(Object encoding) {
        if ("auto".equals(encoding) || "base64".equals(encoding)) {
            return "base64".equals(encoding);
        }
        throw Refusal.badRequest("Unsupported encoding. Please use auto or base64.");
    }

    /** A number, its fraction cut off, or a text of one. */
    private static long integer(Object value) {
        if (value instanceof Number number) {
            return new BigDecimal(number.toString()).longValue();
        }
        try {
            return Long.parseLong(String.valueOf(value));
        } catch (NumberFormatException e) {
            throw Refusal.badRequest(new JsonArray().add("not_integer").add(value));
        }
    }

    private static JsonArray json(List<Fetched> got, boolean base64, long truncate) {
        JsonArray messages = new JsonArray();
        for (Fetched fetched : got) {
            var message = Objects.requireNonNull(fetched.message());
            byte[] body = new byte[message.bodyBytes()];
            message.content().copyBody(body, 0);
            JsonObject json = new JsonObject()
                    .put("payload_bytes", body.length)
                    .put("redelivered", fetched.redelivered())
                    .put("exchange", message.address().exchange())
                    .put("routing_key", message.address().routingKey())
                    .put("message_count", fetched.remaining())
                    .put("properties", PropertiesJson.of(message.properties()));
            messages.add(Payload.put(json, body, (int) Math.min(truncate, body.length), base64));
        }
        return messages;
    }

    // ---- actions

    /** RabbitMQ knows none any more; those of mirrored queues are done where nothing is mirrored. */
    private Future<Answer> act(Call call) {
        existing(call);
        Object action = call.json("action").getValue("action");
        if ("sync".equals(action) || "cancel_sync".equals(action)) {
            return Answer.done();
        }
        throw Refusal.badRequest(new JsonArray().add("unknown").add(action));
    }
}
