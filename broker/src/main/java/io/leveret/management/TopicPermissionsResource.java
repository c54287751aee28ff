// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.TopicPermissions;
import io.leveret.auth.Users;
import io.leveret.broker.Definitions;
import io.leveret.broker.UserDefinitions;
import io.leveret.loop.Loop;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which routing keys users may use with topic exchanges. */
final class TopicPermissionsResource implements Resource {
    private final Definitions definitions;
    private final UserDefinitions users;
    private final Loop loop;
    private final Owners owners;

    TopicPermissionsResource(Definitions definitions, Owners owners) {
        this.definitions = definitions;
        this.users = definitions.users();
        this.loop = definitions.loop();
        this.owners = owners;
    }

    @Override
    public void mount(Api api) {
        GrantLists.mount(api, "topic-permissions", definitions, this::list);
        api.at("/topic-permissions/:vhost/:user", Right.ADMINISTRATOR)
                .get(this::existing)
                .put(this::put)
                .delete(call -> delete(call, null));
        api.at("/topic-permissions/:vhost/:user/:exchange", Right.ADMINISTRATOR)
                .get(this::existing)
                .put(this::put)
                .delete(call -> delete(call, call.exchangeName("exchange")));
    }

    private JsonArray all(Predicate<Users.TopicEntry> which) {
        JsonArray list = new JsonArray();
        for (Users.TopicEntry entry : users.present().topicPermissions()) {
            if (which.test(entry)) {
                list.add(json(entry));
            }
        }
        return list;
    }

    private Future<Answer> list(Call call, GrantLists.Which which) {
        JsonArray entries = all(entry -> which.test(entry.user(), entry.virtualHost()));
        return Lists.answer(call, entries, "vhost", "user");
    }

    static JsonObject json(Users.TopicEntry entry) {
        return new JsonObject()
                .put("user", entry.user())
                .put("vhost", entry.virtualHost())
                .put("exchange", entry.permissions().exchange())
                .put("write", entry.permissions().write())
                .put("read", entry.permissions().read());
    }

    /** RabbitMQ gives all of the user's, whatever exchange is named. */
    private Future<Answer> existing(Call call) {
        JsonArray entries = of(call);
        if (entries.isEmpty()) {
            throw Refusal.notFound();
        }
        return Lists.answer(call, entries, "vhost", "user");
    }

    private JsonArray of(Call call) {
        return all(entry ->
                entry.user().equals(call.name("user")) && entry.virtualHost().equals(call.name("vhost")));
    }

    private Future<Answer> put(Call call) {
        String user = call.name("user");
        String host = call.name("vhost");
        PermissionsResource.userAndHostExist(users, definitions, user, host);
        Fields fields = new Fields(call.json("exchange", "write", "read"));
        TopicPermissions permissions =
                new TopicPermissions(fields.needText("exchange"), fields.needText("write"), fields.needText("read"));
        boolean isNew = of(call).isEmpty();
        return owners.<Boolean>ask(reply -> users.permitTopics(user, host, permissions, loop, reply))
                .compose(done -> Answer.put(isNew));
    }

    private Future<Answer> delete(Call call, @Nullable String exchange) {
        if (of(call).isEmpty()) {
            throw Refusal.notFound();
        }
        return owners.<Boolean>ask(reply ->
                        users.clearTopicPermissions(call.name("user"), call.name("vhost"), exchange, loop, reply))
                .compose(done -> Answer.done());
    }
}
