// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.table.Table;
import io.leveret.table.Utf8;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What the body of a request declares; what makes no sense is a {@link Refusal} in RabbitMQ's words. */
record Declaration(JsonObject json) {
    private static final int NAME_BYTES_MAX = 255;

    /** Absent is false; also as a text. */
    boolean flag(String key) {
        Object value = json.getValue(key);
        if (!json.containsKey(key) || value instanceof Boolean) {
            return Boolean.TRUE.equals(value);
        }
        if ("true".equals(value) || "false".equals(value)) {
            return "true".equals(value);
        }
        throw Refusal.badRequest(new JsonArray().add("not_boolean").add(value));
    }

    String text(String key, String whenMissing) {
        return new Fields(json).text(key, whenMissing);
    }

    Table arguments() {
        return table("arguments", json.getValue("arguments"));
    }

    /** A table; an empty array, as some clients write an empty one, is one too. */
    static Table table(String key, @Nullable Object value) {
        if (value == null || (value instanceof JsonArray array && array.isEmpty())) {
            return Table.EMPTY;
        }
        if (!(value instanceof JsonObject object)) {
            throw Fields.wrong(key, "an object");
        }
        if (holdsNull(object)) {
            throw Refusal.badRequest("null_not_allowed");
        }
        return TableJson.table(object);
    }

    private static boolean holdsNull(@Nullable Object value) {
        if (value instanceof JsonObject object) {
            return object.stream().anyMatch(entry -> holdsNull(entry.getValue()));
        }
        if (value instanceof JsonArray array) {
            return array.stream().anyMatch(Declaration::holdsNull);
        }
        return value == null;
    }

    /** Where the queue shall live: this node is the only place there is. */
    void checkNode(String thisNode) {
        String node = new Fields(json).text("node");
        if (node != null && !node.equals(thisNode)) {
            throw Refusal.badRequest("Node " + node + " is not a cluster member");
        }
    }

    /** A name as short as AMQP can carry. */
    static String shortName(String kind, String name) {
        int bytes = Utf8.encode(name).length;
        if (bytes > NAME_BYTES_MAX) {
            throw Refusal.badRequest(kind + " should be less than 255 bytes, actually was " + bytes);
        }
        return name;
    }
}
