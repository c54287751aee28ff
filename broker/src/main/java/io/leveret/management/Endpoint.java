// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be done at one path. Filled before it is used, then read only. */
final class Endpoint {

    /** Carries out a request; may throw a {@link Refusal}, or fail with one later. On the server's loop. */
    interface Action {
        Future<Answer> perform(Call call);
    }

    private final Right right;
    private List<String> types = List.of();
    private final Map<String, Action> actions = new LinkedHashMap<>();

    Endpoint(Right right) {
        this.right = right;
    }

    Endpoint get(Action action) {
        actions.put("HEAD", action);
        actions.put("GET", action);
        return this;
    }

    Endpoint put(Action action) {
        actions.put("PUT", action);
        return this;
    }

    Endpoint post(Action action) {
        actions.put("POST", action);
        return this;
    }

    Endpoint delete(Action action) {
        actions.put("DELETE", action);
        return this;
    }

    /** Takes bodies only that say that they are JSON. */
    Endpoint jsonOnly() {
        return only(Answer.JSON);
    }

    /** Takes bodies only that say that they are of one of these types. */
    Endpoint only(String... contentTypes) {
        types = List.of(contentTypes);
        return this;
    }

    boolean takes(@Nullable String contentType) {
        String type = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        return types.isEmpty() || types.stream().anyMatch(type::startsWith);
    }

    Right right() {
        return right;
    }

    @Nullable
    Action action(String method) {
        return actions.get(method);
    }

    /** For the Allow header. */
    String methods() {
        List<String> methods = new ArrayList<>(actions.keySet());
        methods.add("OPTIONS");
        return String.join(", ", methods);
    }
}
