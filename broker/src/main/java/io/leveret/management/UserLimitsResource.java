// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.UserDefinition;
import io.leveret.broker.Definitions;
import io.leveret.broker.UserDefinitions;
import io.leveret.loop.Loop;
import io.leveret.table.FieldText;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** How many connections and channels users may have. */
final class UserLimitsResource implements Resource {
    private static final String ALL = "all";

    private final UserDefinitions users;
    private final Loop loop;
    private final Owners owners;

    UserLimitsResource(Definitions definitions, Owners owners) {
        this.users = definitions.users();
        this.loop = definitions.loop();
        this.owners = owners;
    }

    @Override
    public void mount(Api api) {
        api.at("/user-limits", Right.ADMINISTRATOR)
                .get(call -> list(call, users.present().all()));
        api.at("/user-limits/:user", Right.MANAGEMENT).get(call -> {
            Authorization.mayRead(call.caller(), call.name("user"));
            UserDefinition user = users.present().find(call.name("user"));
            if (user == null) {
                throw Refusal.notFound();
            }
            return list(call, List.of(user));
        });
        api.at("/user-limits/:user/:name", Right.ADMINISTRATOR)
                .put(this::put)
                .delete(this::delete)
                .jsonOnly();
    }

    private static Future<Answer> list(Call call, Collection<UserDefinition> all) {
        JsonArray list = new JsonArray();
        for (UserDefinition user : all) {
            if (!user.limits().isEmpty()) {
                JsonObject limits = new JsonObject();
                user.limits().forEach(limits::put);
                list.add(new JsonObject().put("user", user.name()).put("value", limits));
            }
        }
        return Lists.answer(call, list);
    }

    private Future<Answer> put(Call call) {
        String limit = call.name("name");
        Object value = TableJson.value(call.json("value").getValue("value"));
        check(limit, value);
        long number = (Long) value;
        return change(call, limits -> {
            Map<String, Long> next = new TreeMap<>(limits);
            next.put(limit, number);
            return next;
        });
    }

    /** @throws Refusal with RabbitMQ's text, unless there is such a limit and that is a number */
    static void check(String limit, Object value) {
        if (!limit.equals(UserDefinition.MAX_CONNECTIONS) && !limit.equals(UserDefinition.MAX_CHANNELS)) {
            throw Refusal.badRequest(
                    "Unrecognised terms [{<<\"" + limit + "\">>," + FieldText.term(value) + "}] in user-limits");
        }
        if (!(value instanceof Long)) {
            throw Refusal.badRequest(limit + " should be a number, actually was " + FieldText.term(value));
        }
    }

    private Future<Answer> delete(Call call) {
        String limit = call.name("name");
        return change(call, limits -> {
            Map<String, Long> next = new TreeMap<>(limits);
            next.remove(limit);
            return limit.equals(ALL) ? Map.of() : next;
        });
    }

    private Future<Answer> change(Call call, UnaryOperator<Map<String, Long>> change) {
        String name = call.name("user");
        if (users.present().find(name) == null) {
            throw Refusal.badRequest(new JsonArray().add("no_such_user").add(name));
        }
        return owners.<UserDefinition>ask(
                        reply -> users.change(name, user -> user.withLimits(change.apply(user.limits())), loop, reply))
                .compose(changed -> Answer.done());
    }
}
