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
        api.at("/topic-permissions", Right.ADMINISTRATOR).get(call -> list(call, entry -> true));
        api.at("/vhosts/:vhost/topic-permissions", Right.ADMINISTRATOR).get(call -> {
            VirtualHostsResource.existing(definitions, call);
            return list(call, entry -> entry.virtualHost().equals(call.name("vhost")));
        });
        api.at("/users/:user/topic-permissions", Right.ADMINISTRATOR).get(call -> {
            if (users.present().find(call.name("user")) == null) {
                throw Refusal.notFound();
            }
            return list(call, entry -> entry.user().equals(call.name("user")));
        });
        api.at("/topic-permissions/:vhost/:user", Right.ADMINISTRATOR)
                .get(call -> existing(call, null))
                .put(this::put)
                .delete(call -> delete(call, null));
        api.at("/topic-permissions/:vhost/:user/:exchange", Right.ADMINISTRATOR)
                .get(call -> existing(call, null))
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

    private Future<Answer> list(Call call, Predicate<Users.TopicEntry> which) {
        return Lists.answer(call, all(which), "vhost", "user");
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
    private Future<Answer> existing(Call call, @Nullable String exchange) {
        JsonArray entries = of(call, exchange);
        if (entries.isEmpty()) {
            throw Refusal.notFound();
        }
        return Lists.answer(call, entries, "vhost", "user");
    }

    private JsonArray of(Call call, @Nullable String exchange) {
        return all(entry -> entry.user().equals(call.name("user"))
                && entry.virtualHost().equals(call.name("vhost"))
                && (exchange == null || entry.permissions().exchange().equals(exchange)));
    }

    private Future<Answer> put(Call call) {
        String user = call.name("user");
        String host = call.name("vhost");
        PermissionsResource.userAndHostExist(users, definitions, user, host);
        Fields fields = new Fields(call.json("exchange", "write", "read"));
        TopicPermissions permissions =
                new TopicPermissions(fields.needText("exchange"), fields.needText("write"), fields.needText("read"));
        boolean isNew = of(call, null).isEmpty();
        return owners.<Boolean>ask(reply -> users.permitTopics(user, host, permissions, loop, reply))
                .compose(done -> Answer.put(isNew));
    }

    private Future<Answer> delete(Call call, @Nullable String exchange) {
        if (of(call, null).isEmpty()) {
            throw Refusal.notFound();
        }
        return owners.<Boolean>ask(reply ->
                        users.clearTopicPermissions(call.name("user"), call.name("vhost"), exchange, loop, reply))
                .compose(done -> Answer.done());
    }
}
