// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.node;

import io.leveret.cli.output.Json;
import io.leveret.cli.output.Json.InvalidException;
import io.leveret.cli.output.JsonObject;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the node's HTTP API answered. */
public record Answer(int status, String body) {
    private static final int OK = 200;
    private static final int REDIRECTED = 300;
    private static final int NOT_FOUND = 404;

    public boolean isOk() {
        return status >= OK && status < REDIRECTED;
    }

    public boolean isNotFound() {
        return status == NOT_FOUND;
    }

    /** The answer's JSON; null if it is none. */
    public @Nullable Object json() {
        try {
            return body.isEmpty() ? null : Json.parse(body);
        } catch (InvalidException e) {
            return null;
        }
    }

    public JsonObject object() {
        return json() instanceof JsonObject object ? object : JsonObject.of();
    }

    public List<JsonObject> objects() {
        List<JsonObject> objects = new ArrayList<>();
        if (json() instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof JsonObject object) {
                    objects.add(object);
                }
            }
        }
        return objects;
    }

    /** Why it was refused. */
    public String reason() {
        JsonObject object = object();
        if (object.has("reason")) {
            return object.text("reason");
        }
        return body.isEmpty() || body.startsWith("<") ? "the node answered with HTTP status " + status : body;
    }
}
