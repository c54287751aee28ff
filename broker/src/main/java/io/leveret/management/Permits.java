// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.AccessControl;
import io.leveret.auth.Permission;
import io.leveret.auth.Resource;
import io.leveret.auth.TopicUse;
import io.leveret.broker.TopologyRules;
import io.leveret.broker.exchange.Exchange;
import io.vertx.core.Future;

/**
 * Whether who asks may do with queues and exchanges what they want to do, as on a connection of theirs; fails with what
 * the broker would say. The node's own operator may do everything. On the server's loop.
 */
final class Permits {
    private final AccessControl access;
    private final Owners owners;

    Permits(AccessControl access, Owners owners) {
        this.access = access;
        this.owners = owners;
    }

    /** Fails with a {@link Refusal} where the caller may not open the virtual host, whatever they may see of it. */
    Future<Boolean> opens(Caller caller, String host) {
        if (caller.internal()) {
            return Future.succeededFuture(true);
        }
        return owners.<Boolean>hear(answer -> access.mayOpen(caller.user(), host, answer))
                .map(may -> {
                    if (!may) {
                        throw Refusal.notAuthorised("Access refused.");
                    }
                    return true;
                });
    }

    Future<Boolean> queue(Caller caller, Permission permission, String host, String name) {
        return need(caller, permission, Resource.queue(host, name));
    }

    Future<Boolean> exchange(Caller caller, Permission permission, String host, String name) {
        return need(caller, permission, Resource.exchange(host, name));
    }

    private Future<Boolean> need(Caller caller, Permission permission, Resource resource) {
        if (caller.internal()) {
            return Future.succeededFuture(true);
        }
        return owners.<Boolean>hear(answer -> access.may(caller.user(), permission, resource, answer))
                .map(may -> {
                    if (!may) {
                        throw TopologyRules.refused(permission, resource, caller.name());
                    }
                    return true;
                });
    }

    /** Whether that routing key may be used, where the exchange is one of topics. */
    Future<Boolean> topic(Caller caller, Permission permission, String host, Exchange exchange, String key) {
        if (caller.internal() || !exchange.type().equals("topic")) {
            return Future.succeededFuture(true);
        }
        TopicUse use = new TopicUse(host, exchange.name(), key, permission);
        return owners.<Boolean>hear(answer -> access.mayUse(caller.user(), use, answer))
                .map(may -> {
                    if (!may) {
                        throw TopologyRules.refused(use, caller.name());
                    }
                    return true;
                });
    }
}
