// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Who asks. */
final class WhoamiResource implements Resource {
    private final @Nullable Integer sessionTimeoutMinutes;

    WhoamiResource(@Nullable Integer sessionTimeoutMinutes) {
        this.sessionTimeoutMinutes = sessionTimeoutMinutes;
    }

    @Override
    public void mount(Api api) {
        api.at("/whoami", Right.MANAGEMENT).get(call -> Answer.ok(who(call.caller(), sessionTimeoutMinutes)));
    }

    static JsonObject who(Caller caller, @Nullable Integer sessionTimeoutMinutes) {
        JsonArray tags = new JsonArray();
        caller.user().tags().stream().sorted().forEach(tags::add);
        JsonObject who =
                new JsonObject().put("name", caller.name()).put("tags", tags).put("is_internal_user", true);
        return sessionTimeoutMinutes == null ? who : who.put("login_session_timeout", sessionTimeoutMinutes);
    }
}
