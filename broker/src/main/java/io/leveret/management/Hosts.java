// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.Definitions;
import io.leveret.broker.VirtualHost;
import io.vertx.core.Future;
import java.util.List;

/** The virtual hosts a request is about. On the server's loop. */
final class Hosts {
    private final Definitions definitions;
    private final Authorization authorization;

    Hosts(Definitions definitions, Authorization authorization) {
        this.definitions = definitions;
        this.authorization = authorization;
    }

    /** The one the request names, whoever asks may see it; else all that the caller sees. */
    Future<List<VirtualHost>> named(Call call) {
        String name = call.virtualHostName();
        if (name == null) {
            return authorization.visible(call.caller());
        }
        VirtualHost host = definitions.virtualHost(name);
        return host == null ? Future.failedFuture(Refusal.notFound()) : Future.succeededFuture(List.of(host));
    }

    /** @throws Refusal if the path names a virtual host that does not exist; what is to be changed is not found so */
    VirtualHost toChange(Call call) {
        VirtualHost host = definitions.virtualHost(call.name("vhost"));
        if (host == null) {
            throw Refusal.notFound("vhost_not_found");
        }
        return host;
    }

    /** @throws Refusal if the path names a virtual host that does not exist */
    VirtualHost existing(Call call) {
        return VirtualHostsResource.existing(definitions, call);
    }
}
