// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.message.Properties;
import io.leveret.table.Table;
import io.leveret.table.Utf8;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** A message's properties as JSON and back, under AMQP's names. */
final class PropertiesJson {
    private static final int TEXT_BYTES_MAX = 255;
    private static final int OCTET_MAX = 255;

    private PropertiesJson() {}

    /** An object of those that the message has; an empty array, as RabbitMQ shows it, where it has none. */
    static Object of(Properties p) {
        JsonObject json = new JsonObject();
        put(json, "content_type", p.contentType());
        put(json, "content_encoding", p.contentEncoding());
        put(json, "headers", p.headers() == null ? null : TableJson.of(p.headers()));
        put(json, "delivery_mode", p.deliveryMode());
        put(json, "priority", p.priority());
        put(json, "correlation_id", p.correlationId());
        put(json, "reply_to", p.replyTo());
        put(json, "expiration", p.expiration());
        put(json, "message_id", p.messageId());
        put(json, "timestamp", p.timestamp());
        put(json, "type", p.type());
        put(json, "user_id", p.userId());
        put(json, "app_id", p.appId());
        put(json, "cluster_id", p.clusterId());
        return json.isEmpty() ? new JsonArray() : json;
    }

    private static void put(JsonObject json, String key, @Nullable Object value) {
        if (value != null) {
            json.put(key, value);
        }
    }

    /** @throws Refusal if these are no properties; unknown keys do not matter */
    static Properties read(@Nullable Object value) {
        if (value instanceof JsonArray array && array.isEmpty()) {
            return Properties.EMPTY;
        }
        if (!(value instanceof JsonObject json)) {
            throw Fields.wrong("properties", "an object");
        }
        return new Properties(
                text(json, "content_type"),
                text(json, "content_encoding"),
                headers(json),
                octet(json, "delivery_mode"),
                octet(json, "priority"),
                text(json, "correlation_id"),
                text(json, "reply_to"),
                text(json, "expiration"),
                text(json, "message_id"),
                integer(json, "timestamp"),
                text(json, "type"),
                text(json, "user_id"),
                text(json, "app_id"),
                text(json, "cluster_id"));
    }

    private static @Nullable Table headers(JsonObject json) {
        return json.containsKey("headers") ? Declaration.table("headers", json.getValue("headers")) : null;
    }

    private static @Nullable String text(JsonObject json, String key) {
        if (!json.containsKey(key)) {
            return null;
        }
        if (!(json.getValue(key) instanceof String text)) {
            throw Refusal.badRequest(new JsonArray().add("not_string").add(key));
        }
        int bytes = Utf8.encode(text).length;
        if (bytes > TEXT_BYTES_MAX) {
            throw Refusal.badRequest(key + " should be less than 255 bytes, actually was " + bytes);
        }
        return text;
    }

    private static @Nullable Long integer(JsonObject json, String key) {
        if (!json.containsKey(key)) {
            return null;
        }
        Object value = json.getValue(key);
        if (value instanceof Integer || value instanceof Long) {
            return ((Number) value).longValue();
        }
        throw Refusal.badRequest(new JsonArray().add("not_int").add(key));
    }

    private static @Nullable Integer octet(JsonObject json, String key) {
        Long value = integer(json, key);
        if (value == null) {
            return null;
        }
        if (value < 0 || value > OCTET_MAX) {
            throw Fields.wrong(key, "0 to 255, not " + value);
        }
        return value.intValue();
    }
}
