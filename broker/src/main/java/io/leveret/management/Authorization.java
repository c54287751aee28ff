// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.AccessControl;
import io.leveret.broker.Definitions;
import io.leveret.broker.VirtualHost;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What who asks may use and see. On the server's loop. */
final class Authorization {
    private static final String NO_OBJECT = "User not authorised to access object";

    private final AccessControl access;
    private final Definitions definitions;
    private final Owners owners;

    Authorization(AccessControl access, Definitions definitions, Owners owners) {
        this.access = access;
        this.definitions = definitions;
        this.owners = owners;
    }

    /**
     * Fails with a {@link Refusal} unless the caller may use what has that right.
     *
     * @param virtualHost that the request names; null if it names none
     */
    Future<Caller> check(Right right, Caller caller, @Nullable String virtualHost) {
        if (caller.isAdministrator()) {
            return Future.succeededFuture(caller);
        }
        return switch (right) {
            case OPEN, MANAGEMENT -> Future.succeededFuture(caller);
            case ADMINISTRATOR -> Future.failedFuture(Refusal.notAuthorised("Not administrator user"));
            case MONITORING -> only(caller.isMonitor(), caller, "Not monitor user");
            case GLOBAL_PARAMETERS -> only(caller.isPolicymaker(), caller, NO_OBJECT);
            case VIRTUAL_HOST -> opens(caller, virtualHost);
            case VISIBLE_VIRTUAL_HOST ->
                caller.isMonitor() ? Future.succeededFuture(caller) : opens(caller, virtualHost);
            case POLICIES ->
                caller.isPolicymaker()
                        ? opens(caller, virtualHost)
                        : Future.failedFuture(Refusal.notAuthorised(NO_OBJECT));
        };
    }

    private static Future<Caller> only(boolean allowed, Caller caller, String orElse) {
        return allowed ? Future.succeededFuture(caller) : Future.failedFuture(Refusal.notAuthorised(orElse));
    }

    /** Who may not open a virtual host is told that it is not there; one that is not there is for the resource to say. */
    private Future<Caller> opens(Caller caller, @Nullable String virtualHost) {
        if (virtualHost == null || definitions.virtualHost(virtualHost) == null) {
            return Future.succeededFuture(caller);
        }
        return mayOpen(caller, virtualHost).map(may -> {
            if (!may) {
                throw Refusal.notFound("Not Found");
            }
            return caller;
        });
    }

    private Future<Boolean> mayOpen(Caller caller, String virtualHost) {
        return caller.internal()
                ? Future.succeededFuture(true)
                : owners.hear(answer -> access.mayOpen(caller.user(), virtualHost, answer));
    }

    /** The virtual hosts that the caller sees in lists: monitors all, others those they may open. By name. */
    Future<List<VirtualHost>> visible(Caller caller) {
        Collection<VirtualHost> all = definitions.virtualHosts();
        return caller.isMonitor() ? Future.succeededFuture(List.copyOf(all)) : openable(caller, all);
    }

    /** The virtual hosts that the caller may open. By name. */
    Future<List<VirtualHost>> openable(Caller caller) {
        return openable(caller, definitions.virtualHosts());
    }

    /** The virtual hosts whose policies and parameters the caller sees: administrators all, others those they may open. */
    Future<List<VirtualHost>> listed(Caller caller) {
        Collection<VirtualHost> all = definitions.virtualHosts();
        return caller.isAdministrator() ? Future.succeededFuture(List.copyOf(all)) : openable(caller, all);
    }

    private Future<List<VirtualHost>> openable(Caller caller, Collection<VirtualHost> all) {
        return Owners.all(all, host -> mayOpen(caller, host.name())).map(may -> {
            List<VirtualHost> openable = new ArrayList<>();
            int at = 0;
            for (VirtualHost host : all) {
                if (may.get(at++)) {
                    openable.add(host);
                }
            }
            return openable;
        });
    }

    /** @throws Refusal unless the caller is an administrator */
    static void mustAdminister(Caller caller) {
        if (!caller.isAdministrator()) {
            throw Refusal.notAuthorised("Not administrator user");
        }
    }

    /** @throws Refusal unless the caller is a monitor or that user */
    static void mayRead(Caller caller, String userName) {
        if (!caller.isMonitor() && !caller.name().equals(userName)) {
            throw Refusal.notAuthorised(NO_OBJECT);
        }
    }

    /** @throws Refusal unless the caller is an administrator or that user */
    static void mayChange(Caller caller, String userName) {
        if (!caller.isAdministrator() && !caller.name().equals(userName)) {
            throw Refusal.notAuthorised(NO_OBJECT);
        }
    }
}
