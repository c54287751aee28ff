// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.policy.PolicyKind;
import io.leveret.broker.policy.PolicyRequest;
import io.leveret.table.LongString;
import io.leveret.table.Table;
import org.jspecify.annotations.Nullable;

/** A change of a virtual host's policies. */
sealed interface PolicyCommand extends DefinitionCommand {

    /** A new policy, or all that is now true of one. */
    record SetPolicy(PolicyKind kind, String virtualHost, PolicyRequest policy) implements PolicyCommand {
        @Override
        public Table toTable() {
            return CommandFields.op("set-policy", virtualHost)
                    .add("kind", LongString.of(kind.component()))
                    .add("name", LongString.of(policy.name()))
                    .add("pattern", LongString.of(policy.pattern()))
                    .add("apply_to", LongString.of(policy.applyTo() == null ? "all" : policy.applyTo()))
                    .add("priority", policy.priority())
                    .add("definition", policy.definition())
                    .build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    record ClearPolicy(PolicyKind kind, String virtualHost, String name) implements PolicyCommand {
        @Override
        public Table toTable() {
            return CommandFields.op("clear-policy", virtualHost)
                    .add("kind", LongString.of(kind.component()))
                    .add("name", LongString.of(name))
                    .build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    /** Null where it is none of these. */
    static @Nullable PolicyCommand decode(String op, CommandFields f) {
        return switch (op) {
            case "set-policy" ->
                new SetPolicy(
                        PolicyKind.ofComponent(f.text("kind")),
                        f.text("vhost"),
                        new PolicyRequest(
                                f.text("name"),
                                f.text("pattern"),
                                f.text("apply_to"),
                                f.number("priority"),
                                f.inner("definition")));
            case "clear-policy" ->
                new ClearPolicy(PolicyKind.ofComponent(f.text("kind")), f.text("vhost"), f.text("name"));
            default -> null;
        };
    }
}
