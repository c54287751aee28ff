// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.json.JsonArray;

/** The server itself: version, extensions of the page, and what a single node has nothing to do for. */
final class ServerResource implements Resource {
    private final Node node;

    ServerResource(Node node) {
        this.node = node;
    }

    @Override
    public void mount(Api api) {
        api.at("/version", Right.OPEN).get(call -> Answer.ok(node.productVersion()));
        api.at("/extensions", Right.MANAGEMENT).get(call -> Answer.ok(new JsonArray()));
        api.at("/rebalance/queues", Right.ADMINISTRATOR).post(call -> Answer.done());
        // rates are computed from the latest readings: there is no history to forget
        api.at("/reset", Right.ADMINISTRATOR).delete(call -> Answer.done());
        api.at("/reset/:node", Right.ADMINISTRATOR).delete(call -> {
            NodesResource.mustBe(call, node);
            return Answer.done();
        });
    }
}
