// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.Definitions;
import io.leveret.broker.VirtualHost;
import io.leveret.broker.policy.Policy;
import io.leveret.broker.policy.PolicyKind;
import io.leveret.broker.policy.PolicyRequest;
import io.leveret.table.FieldText;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Policies of users, or those of operators. */
final class PoliciesResource implements Resource {
    private static final int METHOD_NOT_ALLOWED = 405;

    private final PolicyKind kind;
    private final boolean changeable;
    private final Definitions definitions;
    private final Owners owners;
    private final Authorization authorization;

    /**
     * @param changeable whether they can be set and cleared here
     */
    PoliciesResource(
            PolicyKind kind, boolean changeable, Definitions definitions, Owners owners, Authorization authorization) {
        this.kind = kind;
        this.changeable = changeable;
        this.definitions = definitions;
        this.owners = owners;
        this.authorization = authorization;
    }

    @Override
    public void mount(Api api) {
        boolean ofOperators = kind == PolicyKind.OPERATOR_POLICY;
        String path = ofOperators ? "/operator-policies" : "/policies";
        api.at(path, Right.VIRTUAL_HOST).get(this::listAll);
        api.at(path + "/:vhost", Right.VIRTUAL_HOST)
                .get(call -> list(call, List.of(VirtualHostsResource.existing(definitions, call))));
        Endpoint one = api.at(path + "/:vhost/:name", ofOperators ? Right.ADMINISTRATOR : Right.POLICIES)
                .get(call -> Lists.answerOne(call, json(call.name("vhost"), existing(call))))
                .put(call -> changing(call, this::put))
                .delete(call -> changing(call, this::delete));
        if (ofOperators) {
            one.jsonOnly();
        }
    }

    private Future<Answer> listAll(Call call) {
        return authorization.listed(call.caller()).compose(hosts -> list(call, hosts));
    }

    private Future<Answer> list(Call call, List<VirtualHost> hosts) {
        JsonArray list = new JsonArray();
        for (VirtualHost host : hosts) {
            host.policies().all(kind).forEach(policy -> list.add(json(host.name(), policy)));
        }
        return Lists.answer(call, list, "priority");
    }

    static JsonObject json(String virtualHost, Policy policy) {
        return new JsonObject()
                .put("vhost", virtualHost)
                .put("name", policy.name())
                .put("pattern", policy.pattern().regex())
                .put("apply-to", policy.applyTo().text())
                .put("definition", TableJson.of(policy.definition()))
                .put("priority", policy.priority());
    }

    private @Nullable Policy find(Call call) {
        VirtualHost host = definitions.virtualHost(call.name("vhost"));
        return host == null ? null : host.policies().find(kind, call.name("name"));
    }

    private Policy existing(Call call) {
        Policy policy = find(call);
        if (policy == null) {
            throw Refusal.notFound();
        }
        return policy;
    }

    private Future<Answer> changing(Call call, Endpoint.Action action) {
        if (!changeable) {
            throw new Refusal(
                    METHOD_NOT_ALLOWED, "method_not_allowed", "Broker settings disallow editing of operator policies.");
        }
        return action.perform(call);
    }

    private Future<Answer> put(Call call) {
        String host = call.name("vhost");
        if (definitions.virtualHost(host) == null) {
            throw Refusal.notFound("vhost_not_found");
        }
        PolicyRequest wanted = read(call.name("name"), call.json("pattern", "definition"));
        boolean isNew = find(call) == null;
        return owners.<Policy>ask(reply -> definitions.policies().set(kind, host, wanted, definitions.loop(), reply))
                .compose(policy -> Answer.put(isNew));
    }

    /** @throws Refusal if a part of it has the wrong type */
    static PolicyRequest read(String name, JsonObject json) {
        Fields fields = new Fields(json);
        if (!(json.getValue("pattern") instanceof String pattern)) {
            throw invalid("pattern should be a binary but was " + term(json.getValue("pattern")));
        }
        if (!(json.getValue("definition") instanceof JsonObject definition)) {
            throw invalid("definition should be list, actually was " + term(json.getValue("definition")));
        }
        Object priority = json.getValue("priority");
        if (priority != null && !(priority instanceof Integer) && !(priority instanceof Long)) {
            throw invalid("priority should be a number, actually was " + term(priority));
        }
        Long number = fields.number("priority");
        return new PolicyRequest(
                name, pattern, fields.text("apply-to"), number == null ? 0 : number, TableJson.table(definition));
    }

    private static String term(@Nullable Object json) {
        return FieldText.term(TableJson.value(json));
    }

    private static Refusal invalid(String mistake) {
        return Refusal.badRequest("Validation failed\n\n" + mistake + "\n");
    }

    private Future<Answer> delete(Call call) {
        String name = existing(call).name();
        return owners.<Boolean>ask(reply ->
                        definitions.policies().clear(kind, call.name("vhost"), name, definitions.loop(), reply))
                .compose(cleared -> Answer.done());
    }
}
