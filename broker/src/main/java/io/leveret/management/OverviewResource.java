// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.json.JsonObject;

/** The node at a glance. */
final class OverviewResource implements Resource {
    private final Node node;

    OverviewResource(Node node) {
        this.node = node;
    }

    @Override
    public void mount(Api api) {
        api.at("/overview", Right.MANAGEMENT).get(call -> Answer.ok(overview()));
    }

    private JsonObject overview() {
        return new JsonObject()
                .put("management_version", Node.RABBITMQ_VERSION)
                .put("rabbitmq_version", Node.RABBITMQ_VERSION)
                .put("product_name", "Leveret")
                .put("product_version", node.version())
                .put("cluster_name", node.settings().identity().clusterName())
                .put("node", node.name());
    }
}
