// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.Json;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a resource answers. Immutable.
 *
 * @param type of the body; null where there is none
 * @param headers beside those that every answer has
 * @param items of a list too long to be in memory as a whole, in place of a body; asked for once
 */
record Answer(
        int status,
        @Nullable String type,
        Buffer body,
        Map<String, String> headers,
        @Nullable Iterator<?> items) {
    static final String JSON = "application/json";

    Answer(int status, @Nullable String type, Buffer body, Map<String, String> headers) {
        this(status, type, body, headers, null);
    }

    /** 200 with a JSON array whose elements are made while it is sent. */
    static Future<Answer> list(Iterator<?> items) {
        return Future.succeededFuture(new Answer(200, JSON, Buffer.buffer(), Map.of(), items));
    }

    /** 200 with a JSON object or array. */
    static Future<Answer> ok(Object json) {
        return json(200, json);
    }

    static Future<Answer> json(int status, Object json) {
        return Future.succeededFuture(new Answer(status, JSON, Json.encodeToBuffer(json), Map.of()));
    }

    /** 201: there is something new. */
    static Future<Answer> created() {
        return empty(201);
    }

    /** 204: it is done. */
    static Future<Answer> done() {
        return empty(204);
    }

    /** Of a PUT. */
    static Future<Answer> put(boolean isNew) {
        return isNew ? created() : done();
    }

    /** 303: the rest is there. */
    static Future<Answer> seeOther(String location) {
        return Future.succeededFuture(new Answer(303, null, Buffer.buffer(), Map.of("location", location)));
    }

    private static Future<Answer> empty(int status) {
        return Future.succeededFuture(new Answer(status, null, Buffer.buffer(), Map.of()));
    }
}
