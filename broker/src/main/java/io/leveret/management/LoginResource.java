// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.HashAlgorithm;
import io.leveret.auth.LoginAttempts;
import io.leveret.auth.PasswordHash;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Logging in from a page, how often anybody tried to, and hashes of passwords. */
final class LoginResource implements Resource {
    private static final String FORM = "application/x-www-form-urlencoded";

    private final Node node;
    private final Authentication authentication;

    LoginResource(Node node, Authentication authentication) {
        this.node = node;
        this.authentication = authentication;
    }

    @Override
    public void mount(Api api) {
        // the credentials are in the body; who logs out has none
        api.at("/login", Right.OPEN)
                .post(this::login)
                .delete(call -> Answer.done())
                .only(FORM);
        api.at("/auth", Right.OPEN).get(call -> Answer.ok(new JsonObject().put("oauth_enabled", false)));
        api.at("/auth/attempts/:node", Right.MONITORING).get(this::attempts).delete(this::reset);
        api.at("/auth/attempts/:node/source", Right.MONITORING)
                .get(call -> {
                    NodesResource.mustBe(call, node);
                    return Answer.ok(new JsonArray());
                })
                .delete(this::reset);
        api.at("/auth/hash_password/:password", Right.ADMINISTRATOR).get(this::hash);
    }

    private Future<Answer> login(Call call) {
        Map<String, List<String>> form =
                new QueryStringDecoder(call.body().toString(), StandardCharsets.UTF_8, false).parameters();
        String name = first(form, "username");
        String password = first(form, "password");
        return authentication.login(name, password, call.request()).compose(caller -> {
            String token = Base64.getEncoder().encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8));
            return Answer.ok(new JsonObject()
                    .put("token", new JsonObject().put("type", "basic").put("value", token))
                    .put(
                            "user",
                            WhoamiResource.who(
                                    caller, node.settings().management().loginSessionTimeoutMinutes())));
        });
    }

    private static String first(Map<String, List<String>> form, String field) {
        List<String> values = form.getOrDefault(field, List.of());
        return values.isEmpty() ? "" : values.get(0);
    }

    private Future<Answer> attempts(Call call) {
        NodesResource.mustBe(call, node);
        JsonArray list = new JsonArray();
        for (LoginAttempts.Count count : node.attempts().all()) {
            list.add(new JsonObject()
                    .put("protocol", count.protocol())
                    .put("auth_attempts", count.accepted() + count.refused())
                    .put("auth_attempts_failed", count.refused())
                    .put("auth_attempts_succeeded", count.accepted()));
        }
        return Answer.ok(list);
    }

    private Future<Answer> reset(Call call) {
        NodesResource.mustBe(call, node);
        Authorization.mustAdminister(call.caller());
        node.attempts().reset();
        return Answer.done();
    }

    private Future<Answer> hash(Call call) {
        HashAlgorithm algorithm =
                HashAlgorithm.named(node.settings().authentication().passwordHashing());
        PasswordHash hash =
                PasswordHash.of(call.name("password"), Objects.requireNonNullElse(algorithm, HashAlgorithm.SHA_256));
        return Answer.ok(new JsonObject().put("ok", hash.base64()));
    }
}
