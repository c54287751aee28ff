// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.Definitions;
import io.leveret.broker.VirtualHost;
import io.leveret.table.Table;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.UnaryOperator;

/** How many connections and queues virtual hosts may have. */
final class VirtualHostLimitsResource implements Resource {
    private final Definitions definitions;
    private final Owners owners;
    private final Authorization authorization;

    VirtualHostLimitsResource(Definitions definitions, Owners owners, Authorization authorization) {
        this.definitions = definitions;
        this.owners = owners;
        this.authorization = authorization;
    }

    @Override
    public void mount(Api api) {
        api.at("/vhost-limits", Right.VISIBLE_VIRTUAL_HOST)
                .get(call -> authorization.visible(call.caller()).compose(hosts -> list(call, hosts)));
        api.at("/vhost-limits/:vhost", Right.VISIBLE_VIRTUAL_HOST)
                .get(call -> list(call, List.of(VirtualHostsResource.existing(definitions, call))));
        api.at("/vhost-limits/:vhost/:name", Right.ADMINISTRATOR)
                .put(this::put)
                .delete(call -> change(call, limits -> limits.without(call.name("name"))))
                .jsonOnly();
    }

    private Future<Answer> list(Call call, List<VirtualHost> hosts) {
        JsonArray list = new JsonArray();
        for (VirtualHost host : hosts) {
            Table limits = definitions.parameters().present().limits(host.name());
            if (!limits.isEmpty()) {
                list.add(new JsonObject().put("vhost", host.name()).put("value", TableJson.of(limits)));
            }
        }
        return Lists.answer(call, list);
    }

    private Future<Answer> put(Call call) {
        Object value = TableJson.value(call.json("value").getValue("value"));
        return change(call, limits -> limits.with(call.name("name"), value));
    }

    private Future<Answer> change(Call call, UnaryOperator<Table> change) {
        String host = call.name("vhost");
        if (definitions.virtualHost(host) == null) {
            throw Refusal.notFound("vhost_not_found");
        }
        return owners.<Boolean>ask(
                        reply -> definitions.parameters().changeLimits(host, change, definitions.loop(), reply))
                .compose(changed -> Answer.done());
    }
}
