// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.Definitions;
import io.vertx.core.Future;

/** The paths that list what users may do: all of it, that of a virtual host, that of a user. */
final class GrantLists {
    private GrantLists() {}

    /** Which of the grants to list. */
    interface Which {
        boolean test(String user, String virtualHost);
    }

    /** Answers with those grants. */
    interface Lister {
        Future<Answer> list(Call call, Which which);
    }

    /**
     * @param what the last part of the paths: {@code permissions}
     */
    static void mount(Api api, String what, Definitions definitions, Lister lister) {
        api.at("/" + what, Right.ADMINISTRATOR).get(call -> lister.list(call, (user, host) -> true));
        api.at("/vhosts/:vhost/" + what, Right.ADMINISTRATOR).get(call -> {
            VirtualHostsResource.existing(definitions, call);
            return lister.list(call, (user, host) -> host.equals(call.name("vhost")));
        });
        api.at("/users/:user/" + what, Right.ADMINISTRATOR).get(call -> {
            if (definitions.users().present().find(call.name("user")) == null) {
                throw Refusal.notFound();
            }
            return lister.list(call, (user, host) -> user.equals(call.name("user")));
        });
    }
}
