// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.json.JsonObject;

/** Whether the node is well. */
final class HealthResource implements Resource {
    private final Node node;

    HealthResource(Node node) {
        this.node = node;
    }

    @Override
    public void mount(Api api) {
        api.at("/aliveness-test/:vhost", Right.VIRTUAL_HOST).get(call -> {
            VirtualHostsResource.existing(node.definitions(), call);
            return Answer.ok(ok());
        });
    }

    private static JsonObject ok() {
        return new JsonObject().put("status", "ok");
    }
}
