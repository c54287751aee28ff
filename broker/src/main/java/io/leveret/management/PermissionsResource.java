// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.Permissions;
import io.leveret.auth.Users;
import io.leveret.broker.Definitions;
import io.leveret.broker.UserDefinitions;
import io.leveret.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What users may do in virtual hosts. */
final class PermissionsResource implements Resource {
    private final Definitions definitions;
    private final UserDefinitions users;
    private final Loop loop;
    private final Owners owners;

    PermissionsResource(Definitions definitions, Owners owners) {
        this.definitions = definitions;
        this.users = definitions.users();
        this.loop = definitions.loop();
        this.owners = owners;
    }

    @Override
    public void mount(Api api) {
        GrantLists.mount(api, "permissions", definitions, this::list);
        api.at("/permissions/:vhost/:user", Right.ADMINISTRATOR)
                .get(call -> Lists.answerOne(call, json(existing(call))))
                .put(this::put)
                .delete(this::delete);
    }

    private Future<Answer> list(Call call, GrantLists.Which which) {
        JsonArray list = new JsonArray();
        for (Users.Entry entry : users.present().permissions()) {
            if (which.test(entry.user(), entry.virtualHost())) {
                list.add(json(entry));
            }
        }
        return Lists.answer(call, list, "vhost", "user");
    }

    static JsonObject json(Users.Entry entry) {
        return new JsonObject()
                .put("user", entry.user())
                .put("vhost", entry.virtualHost())
                .put("configure", entry.permissions().configure())
                .put("write", entry.permissions().write())
                .put("read", entry.permissions().read());
    }

    private Users.@Nullable Entry find(Call call) {
        Permissions permissions = users.present().permissions(call.name("user"), call.name("vhost"));
        return permissions == null ? null : new Users.Entry(call.name("user"), call.name("vhost"), permissions);
    }

    private Users.Entry existing(Call call) {
        Users.Entry entry = find(call);
        if (entry == null) {
            throw Refusal.notFound();
        }
        return entry;
    }

    private Future<Answer> put(Call call) {
        String user = call.name("user");
        String host = call.name("vhost");
        userAndHostExist(users, definitions, user, host);
        Fields fields = new Fields(call.json("configure", "write", "read"));
        Permissions permissions =
                new Permissions(fields.needText("configure"), fields.needText("write"), fields.needText("read"));
        boolean isNew = find(call) == null;
        return owners.<Boolean>ask(reply -> users.permit(user, host, permissions, loop, reply))
                .compose(done -> Answer.put(isNew));
    }

    static void userAndHostExist(UserDefinitions users, Definitions definitions, String user, String host) {
        if (users.present().find(user) == null || definitions.virtualHost(host) == null) {
            throw Refusal.badRequest("vhost_or_user_not_found");
        }
    }

    private Future<Answer> delete(Call call) {
        Users.Entry entry = existing(call);
        return owners.<Boolean>ask(reply -> users.clearPermissions(entry.user(), entry.virtualHost(), loop, reply))
                .compose(done -> Answer.done());
    }
}
