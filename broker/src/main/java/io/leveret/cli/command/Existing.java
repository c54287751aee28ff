// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import io.leveret.cli.node.Answer;
import io.leveret.cli.node.UnreachableException;
import io.leveret.cli.output.JsonObject;

/** What must be there before something is done with it; RabbitMQ says in different words that it is not. */
final class Existing {
    private Existing() {}

    /** @throws Failure if there is no such virtual host */
    static JsonObject virtualHost(Call call, String name) throws Failure, UnreachableException {
        Answer answer = call.api().get("vhosts", name);
        if (answer.isNotFound()) {
            throw noVirtualHost(name);
        }
        return ok(answer).object();
    }

    static Failure noVirtualHost(String name) {
        return Failure.bare(Exit.DATA, "Virtual host '" + name + "' does not exist");
    }

    /** @throws Failure with the text for people if there is no such user */
    static JsonObject user(Call call, String name) throws Failure, UnreachableException {
        return user(call, name, "User \"" + name + "\" does not exist");
    }

    static JsonObject user(Call call, String name, String problem) throws Failure, UnreachableException {
        Answer answer = call.api().get("users", name);
        if (answer.isNotFound()) {
            throw Failure.of(Exit.NO_USER, problem, error(call, "User " + name + " does not exist"));
        }
        return ok(answer).object();
    }

    /** As Erlang has it, where RabbitMQ has no words for it. */
    static Failure noUser(String name) {
        return Failure.of(Exit.UNAVAILABLE, "{:no_such_user, \"" + name + "\"}");
    }

    static JsonObject error(Call call, String message) {
        return JsonObject.of()
                .with("message", message)
                .with("node", call.node())
                .with("result", "error");
    }

    /** @throws Failure if the node refused */
    static Answer ok(Answer answer) throws Failure {
        if (!answer.isOk()) {
            throw Failure.refused(answer);
        }
        return answer;
    }

    /** As {@link #ok}, but what is not there need not be taken away. */
    static void gone(Answer answer) throws Failure {
        if (!answer.isNotFound()) {
            ok(answer);
        }
    }
}
