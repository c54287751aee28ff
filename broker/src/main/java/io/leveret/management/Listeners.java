// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** What is served where: the node's clients, and the API itself. Filled before it is read. */
final class Listeners {
    private final Node node;
    private final List<Node.Listener> api = new ArrayList<>();

    Listeners(Node node) {
        this.node = node;
    }

    /** Serves the API here, too. */
    void add(Node.Listener listener) {
        api.add(listener);
    }

    List<Node.Listener> all() {
        List<Node.Listener> all = new ArrayList<>(node.listeners());
        all.addAll(api);
        return all;
    }

    JsonArray json() {
        JsonArray list = new JsonArray();
        for (Node.Listener listener : all()) {
            list.add(new JsonObject()
                    .put("node", node.name())
                    .put("protocol", listener.protocol())
                    .put("ip_address", listener.address().getAddress().getHostAddress())
                    .put("port", listener.address().getPort())
                    .put("socket_opts", options())
                    .put(
                            "tls",
                            listener.protocol().endsWith("/ssl")
                                    || listener.protocol().equals("https")));
        }
        return list;
    }

    private JsonObject options() {
        return new JsonObject()
                .put("backlog", node.settings().sockets().backlog())
                .put("nodelay", node.settings().sockets().noDelay());
    }

    /** The web servers among them. */
    JsonArray contexts() {
        JsonArray list = new JsonArray();
        for (Node.Listener listener : api) {
            list.add(new JsonObject()
                    .put("ssl_opts", new JsonArray())
                    .put("node", node.name())
                    .put("description", "RabbitMQ Management")
                    .put("path", node.settings().management().http().path() + "/")
                    .put("ip", listener.address().getAddress().getHostAddress())
                    .put("port", Integer.toString(listener.address().getPort())));
        }
        return list;
    }
}
