// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.UserDefinition;
import io.leveret.auth.Users;
import io.leveret.broker.Definitions;
import io.leveret.broker.UserDefinitions;
import io.leveret.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The node's users. */
final class UsersResource implements Resource {
    /** The tag of users who cannot be changed here. */
    private static final String PROTECTED = "protected";

    private final UserDefinitions users;
    private final Loop loop;
    private final Owners owners;

    UsersResource(Definitions definitions, Owners owners) {
        this.users = definitions.users();
        this.loop = definitions.loop();
        this.owners = owners;
    }

    @Override
    public void mount(Api api) {
        api.at("/users", Right.ADMINISTRATOR).get(call -> Lists.answer(call, all(false), "name"));
        api.at("/users/without-permissions", Right.ADMINISTRATOR).get(call -> Lists.answer(call, all(true), "name"));
        api.at("/users/bulk-delete", Right.ADMINISTRATOR).post(this::deleteAll);
        api.at("/users/:user", Right.ADMINISTRATOR)
                .get(call -> Lists.answerOne(call, UserJson.of(user(call))))
                .put(this::put)
                .delete(this::delete);
    }

    private JsonArray all(boolean withoutPermissions) {
        Users present = users.present();
        List<String> permitted = withoutPermissions
                ? present.permissions().stream().map(Users.Entry::user).toList()
                : List.of();
        JsonArray all = new JsonArray();
        for (UserDefinition user : present.all()) {
            if (!permitted.contains(user.name())) {
                all.add(UserJson.of(user));
            }
        }
        return all;
    }

    private UserDefinition user(Call call) {
        UserDefinition user = users.present().find(call.name("user"));
        if (user == null) {
            throw Refusal.notFound();
        }
        return user;
    }

    private boolean isProtected(String name) {
        UserDefinition user = users.present().find(name);
        return user != null && user.tags().contains(PROTECTED);
    }

    private Future<Answer> put(Call call) {
        String name = call.name("user");
        if (isProtected(name)) {
            throw Refusal.badRequest("Protected users cannot be modified via the HTTP API");
        }
        UserDefinition present = users.present().find(name);
        JsonObject json = call.json();
        UserDefinition wanted = UserJson.read(name, json, present, users);
        Map<String, io.leveret.auth.Permissions> permissions = UserJson.permissions(json);
        Future<UserDefinition> stored = owners.ask(reply -> users.put(wanted, loop, reply));
        if (present != null || permissions.isEmpty()) {
            return stored.compose(user -> Answer.put(present == null));
        }
        return stored.compose(user -> Owners.all(
                        permissions.entrySet(),
                        permission -> owners.<Boolean>ask(
                                reply -> users.permit(name, permission.getKey(), permission.getValue(), loop, reply))))
                .compose(all -> Answer.created());
    }

    private Future<Answer> delete(Call call) {
        String name = user(call).name();
        if (isProtected(name)) {
            throw Refusal.badRequest("Protected users cannot be modified via the HTTP API");
        }
        return owners.<Boolean>ask(reply -> users.delete(name, loop, reply)).compose(deleted -> Answer.done());
    }

    private Future<Answer> deleteAll(Call call) {
        Object names = call.json("users").getValue("users");
        if (!(names instanceof JsonArray array)) {
            throw Fields.wrong("users", "a list of strings");
        }
        List<String> wanted = new ArrayList<>();
        for (Object name : array) {
            if (!(name instanceof String text)) {
                throw Fields.wrong("users", "a list of strings");
            }
            if (users.present().find(text) == null) {
                throw Refusal.badRequest(new JsonArray().add("no_such_user").add(text));
            }
            if (!isProtected(text)) {
                wanted.add(text);
            }
        }
        return Owners.all(wanted, name -> owners.<Boolean>ask(reply -> users.delete(name, loop, reply)))
                .compose(all -> Answer.done());
    }
}
