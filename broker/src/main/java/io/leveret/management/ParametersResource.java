// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.Definitions;
import io.leveret.broker.Parameters;
import io.leveret.broker.VirtualHost;
import io.leveret.broker.policy.Policy;
import io.leveret.broker.policy.PolicyKind;
import io.leveret.broker.policy.PolicyRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Runtime parameters of virtual hosts; policies are shown among them, as in RabbitMQ. */
final class ParametersResource implements Resource {
    private final Definitions definitions;
    private final Owners owners;
    private final Authorization authorization;

    ParametersResource(Definitions definitions, Owners owners, Authorization authorization) {
        this.definitions = definitions;
        this.owners = owners;
        this.authorization = authorization;
    }

    @Override
    public void mount(Api api) {
        api.at("/parameters", Right.POLICIES).get(call -> list(call, key -> true));
        api.at("/parameters/:component", Right.POLICIES)
                .get(call -> list(call, key -> key.component().equals(call.name("component"))));
        api.at("/parameters/:component/:vhost", Right.POLICIES).get(call -> {
            String host = VirtualHostsResource.existing(definitions, call).name();
            return list(
                    call,
                    key -> key.component().equals(call.name("component"))
                            && key.virtualHost().equals(host));
        });
        api.at("/parameters/:component/:vhost/:name", Right.POLICIES)
                .get(call -> Lists.answerOne(call, existing(call)))
                .put(this::put)
                .delete(this::delete);
    }

    private Future<Answer> list(Call call, Predicate<Parameters.Key> which) {
        return authorization.listed(call.caller()).compose(hosts -> {
            Set<String> names = hosts.stream().map(VirtualHost::name).collect(Collectors.toSet());
            JsonArray list = new JsonArray();
            for (Parameters.Parameter parameter :
                    definitions.parameters().present().all()) {
                if (which.test(parameter.key())
                        && names.contains(parameter.key().virtualHost())) {
                    list.add(json(parameter.key(), TableJson.of(parameter.value())));
                }
            }
            for (VirtualHost host : hosts) {
                policies(host, which, list);
            }
            return Lists.answer(call, list, "vhost", "name");
        });
    }

    private static void policies(VirtualHost host, Predicate<Parameters.Key> which, JsonArray list) {
        for (PolicyKind kind : PolicyKind.values()) {
            for (Policy policy : host.policies().all(kind)) {
                Parameters.Key key = new Parameters.Key(host.name(), kind.component(), policy.name());
                if (which.test(key)) {
                    list.add(json(key, json(policy)));
                }
            }
        }
    }

    static JsonObject json(Parameters.Key key, @Nullable Object value) {
        return new JsonObject()
                .put("value", value)
                .put("vhost", key.virtualHost())
                .put("component", key.component())
                .put("name", key.name());
    }

    static JsonObject json(Policy policy) {
        return new JsonObject()
                .put("pattern", policy.pattern().regex())
                .put("definition", TableJson.of(policy.definition()))
                .put("priority", policy.priority())
                .put("apply-to", policy.applyTo().text());
    }

    private static Parameters.Key key(Call call) {
        return new Parameters.Key(call.name("vhost"), call.name("component"), call.name("name"));
    }

    private JsonObject existing(Call call) {
        Parameters.Key key = key(call);
        Object value = definitions.parameters().present().find(key);
        if (value != null) {
            return json(key, TableJson.of(value));
        }
        VirtualHost host = definitions.virtualHost(key.virtualHost());
        if (host == null) {
            throw Refusal.notFound();
        }
        for (PolicyKind kind : PolicyKind.values()) {
            Policy policy = host.policies().find(kind, key.name());
            if (policy != null && kind.component().equals(key.component())) {
                return json(key, json(policy));
            }
        }
        throw Refusal.notFound();
    }

    private Future<Answer> put(Call call) {
        Parameters.Key key = key(call);
        if (definitions.virtualHost(key.virtualHost()) == null) {
            throw Refusal.notFound("vhost_not_found");
        }
        Object json = call.json("value").getValue("value");
        if (key.component().equals(PolicyKind.POLICY.component())) {
            throw Refusal.badRequest("policies may not be set using this method");
        }
        if (key.component().equals(PolicyKind.OPERATOR_POLICY.component())) {
            return putOperatorPolicy(call, key, json);
        }
        Object value = TableJson.value(json);
        boolean isNew = definitions.parameters().present().find(key) == null;
        return owners.<Boolean>ask(reply -> definitions.parameters().set(key, value, definitions.loop(), reply))
                .compose(set -> Answer.put(isNew));
    }

    private Future<Answer> putOperatorPolicy(Call call, Parameters.Key key, @Nullable Object json) {
        Authorization.mustAdminister(call.caller());
        if (!(json instanceof JsonObject object)) {
            throw Fields.wrong("value", "an object");
        }
        PolicyRequest wanted = PoliciesResource.read(key.name(), object);
        return owners.<Policy>ask(reply -> definitions
                        .policies()
                        .set(PolicyKind.OPERATOR_POLICY, key.virtualHost(), wanted, definitions.loop(), reply))
                .compose(policy -> Answer.done());
    }

    private static boolean isPolicy(Parameters.Key key) {
        for (PolicyKind kind : PolicyKind.values()) {
            if (kind.component().equals(key.component())) {
                return true;
            }
        }
        return false;
    }

    private Future<Answer> delete(Call call) {
        existing(call);
        if (isPolicy(key(call))) {
            throw Refusal.badRequest("policies may not be cleared using this method");
        }
        return owners.<Boolean>ask(reply -> definitions.parameters().clear(key(call), definitions.loop(), reply))
                .compose(cleared -> Answer.done());
    }
}
