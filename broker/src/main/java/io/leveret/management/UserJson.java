// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.HashAlgorithm;
import io.leveret.auth.PasswordHash;
import io.leveret.auth.Permissions;
import io.leveret.auth.UserDefinition;
import io.leveret.broker.UserDefinitions;
import io.leveret.broker.message.AmqpException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A user as JSON, in lists and in definitions. */
final class UserJson {
    private UserJson() {}

    static JsonObject of(UserDefinition user) {
        JsonObject limits = new JsonObject();
        user.limits().forEach(limits::put);
        return new JsonObject()
                .put("name", user.name())
                .put("password_hash", user.password().base64())
                .put("hashing_algorithm", user.password().algorithm().module())
                .put("tags", new JsonArray(user.tags()))
                .put("limits", limits);
    }

    /**
     * What somebody wants a user to be. One without password and hash cannot log in by password any more.
     *
     * @param present what the user is now, or null
     * @throws Refusal if that is no user
     */
    static UserDefinition read(String name, JsonObject json, @Nullable UserDefinition present, UserDefinitions users) {
        Fields fields = new Fields(json);
        List<String> tags = fields.words("tags");
        if (tags == null && json.containsKey("administrator")) {
            tags = fields.flag("administrator", false) ? List.of(Caller.ADMINISTRATOR) : List.of();
        }
        if (tags == null) {
            throw Refusal.badRequest("tags_not_present");
        }
        if (tags.size() > UserDefinition.TAGS_MAX) {
            throw Refusal.badRequest(
                    "A user can have at most " + UserDefinition.TAGS_MAX + " tags (received " + tags.size() + ")");
        }
        Map<String, Long> limits = present == null ? Map.of() : present.limits();
        if (json.getValue("limits") != null) {
            limits = limits(fields.object("limits"));
        }
        return new UserDefinition(name, password(fields, users), tags, limits);
    }

    private static PasswordHash password(Fields fields, UserDefinitions users) {
        String password = fields.text("password");
        String hash = fields.text("password_hash");
        if (password != null && hash != null) {
            throw Refusal.badRequest("both_password_and_password_hash_are_provided");
        }
        if (password != null) {
            try {
                return users.hash(password);
            } catch (AmqpException e) {
                throw Refusal.badRequest("credential_validation_failed");
            }
        }
        return hash == null ? PasswordHash.NONE : hash(hash, fields.text("hashing_algorithm"));
    }

    private static PasswordHash hash(String base64, @Nullable String algorithmName) {
        HashAlgorithm algorithm = algorithmName == null ? HashAlgorithm.SHA_256 : HashAlgorithm.named(algorithmName);
        if (algorithm == null) {
            throw Refusal.badRequest("unknown hashing algorithm '" + algorithmName + "'");
        }
        try {
            return PasswordHash.ofBase64(algorithm, base64);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest(new JsonArray().add("not_base64").add(base64));
        }
    }

    private static Map<String, Long> limits(JsonObject json) {
        Map<String, Long> limits = new LinkedHashMap<>();
        for (Map.Entry<String, Object> limit : json) {
            Object value = TableJson.value(limit.getValue());
            UserLimitsResource.check(limit.getKey(), value);
            limits.put(limit.getKey(), (Long) value);
        }
        return limits;
    }

    /** What a new user is to be given at once, by virtual host. */
    static Map<String, Permissions> permissions(JsonObject json) {
        Map<String, Permissions> permissions = new LinkedHashMap<>();
        JsonObject byHost = new Fields(json).object("permissions");
        for (String host : byHost.fieldNames()) {
            Fields fields = new Fields(new Fields(byHost).object(host));
            permissions.put(
                    host,
                    new Permissions(fields.needText("configure"), fields.needText("write"), fields.needText("read")));
        }
        return permissions;
    }
}
