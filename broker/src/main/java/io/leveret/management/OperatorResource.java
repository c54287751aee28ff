// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.AccessControl;
import io.leveret.auth.Attempt;
import io.leveret.auth.LoginResult;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;

/** What leveretctl needs and RabbitMQ's API does not have: Leveret's own paths, {@code /leveret/…}. */
final class OperatorResource implements Resource {
    private final AccessControl access;
    private final Owners owners;

    OperatorResource(Node node, Owners owners) {
        this.access = node.access();
        this.owners = owners;
    }

    @Override
    public void mount(Api api) {
        api.at("/leveret/authenticate", Right.ADMINISTRATOR).post(this::authenticate);
    }

    /** Whether that user may log in with that password, from this machine. */
    private Future<Answer> authenticate(Call call) {
        Fields fields = new Fields(call.json());
        String name = fields.needText("username");
        String password = fields.needText("password");
        return owners.<LoginResult>hear(answer -> access.login(new Attempt(name, password, "127.0.0.1", true), answer))
                .compose(result -> {
                    JsonObject said = new JsonObject().put("accepted", result instanceof LoginResult.Accepted);
                    if (result instanceof LoginResult.Refused refused) {
                        said.put("reason", refused.reason());
                    }
                    return Answer.ok(said);
                });
    }
}
