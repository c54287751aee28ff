// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One request, whoever asks being known and the body read. On the server's loop. */
final class Call {
    private static final String DEFAULT_EXCHANGE = "amq.default";

    private final HttpServerRequest request;
    private final Map<String, String> names;
    private final Caller caller;
    private final Buffer body;

    /**
     * @param names the path's parts that have a name, decoded
     */
    Call(HttpServerRequest request, Map<String, String> names, Caller caller, Buffer body) {
        this.request = request;
        this.names = names;
        this.caller = caller;
        this.body = body;
    }

    Caller caller() {
        return caller;
    }

    HttpServerRequest request() {
        return request;
    }

    /** A part of the path. */
    String name(String part) {
        String name = names.get(part);
        if (name == null) {
            throw new IllegalArgumentException("the path has no :" + part);
        }
        return name;
    }

    /** A part of the path that names an exchange: the default one is called {@code amq.default} there. */
    String exchangeName(String part) {
        String name = name(part);
        return name.equals(DEFAULT_EXCHANGE) ? "" : name;
    }

    /** The virtual host that the path names, else the one of the header; null where none is named. */
    @Nullable
    String virtualHostName() {
        return virtualHostName(request, names);
    }

    static @Nullable String virtualHostName(HttpServerRequest request, Map<String, String> names) {
        String inPath = names.get("vhost");
        if (inPath != null) {
            return inPath;
        }
        String header = request.getHeader("x-vhost");
        return header == null || header.isEmpty() ? null : header;
    }

    /** A value of the query string. */
    @Nullable
    String query(String key) {
        return request.getParam(key);
    }

    boolean isTrue(String key) {
        return "true".equals(query(key));
    }

    Buffer body() {
        return body;
    }

    /**
     * The body, an object; nothing is an empty one.
     *
     * @throws Refusal if it is anything else
     */
    JsonObject json() {
        return json(body);
    }

    static JsonObject json(Buffer body) {
        if (body.length() == 0) {
            return new JsonObject();
        }
        Object value;
        try {
            value = Json.decodeValue(body);
        } catch (DecodeException | StackOverflowError e) {
            throw Refusal.badRequest("not_json");
        }
        if (value == null) {
            return new JsonObject();
        }
        if (value instanceof String) {
            throw Refusal.badRequest(
                    "invalid payload: the request body JSON-decoded to a string. Is the input doubly-JSON-encoded?");
        }
        if (value instanceof JsonObject object) {
            return object;
        }
        throw Refusal.badRequest("not_json");
    }

    /**
     * The body, an object with these keys.
     *
     * @throws Refusal if some are missing
     */
    JsonObject json(String... keys) {
        JsonObject json = json();
        List<String> missing = new ArrayList<>();
        for (String key : keys) {
            if (!json.containsKey(key)) {
                missing.add("{key_missing," + key + "}");
            }
        }
        if (!missing.isEmpty()) {
            throw Refusal.badRequest("[" + String.join(",", missing) + "]");
        }
        return json;
    }
}
