// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.table.LongString;
import io.leveret.table.Table;
import org.jspecify.annotations.Nullable;

/** A change of runtime parameters. */
sealed interface ParameterCommand extends DefinitionCommand {

    record SetParameter(Parameters.Key key, Object value) implements ParameterCommand {
        @Override
        public Table toTable() {
            return ofKey("set-parameter", key).add("value", value).build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    record ClearParameter(Parameters.Key key) implements ParameterCommand {
        @Override
        public Table toTable() {
            return ofKey("clear-parameter", key).build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    record SetGlobalParameter(String name, Object value) implements ParameterCommand {
        @Override
        public Table toTable() {
            return CommandFields.op("set-global-parameter")
                    .add("name", LongString.of(name))
                    .add("value", value)
                    .build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    record ClearGlobalParameter(String name) implements ParameterCommand {
        @Override
        public Table toTable() {
            return CommandFields.op("clear-global-parameter")
                    .add("name", LongString.of(name))
                    .build();
        }

        @Override
        public void dispatch(DefinitionCommands to) {
            to.on(this);
        }
    }

    private static Table.Builder ofKey(String op, Parameters.Key key) {
        return CommandFields.op(op, key.virtualHost())
                .add("component", LongString.of(key.component()))
                .add("name", LongString.of(key.name()));
    }

    /** Null where it is none of these. */
    static @Nullable ParameterCommand decode(String op, CommandFields f) {
        return switch (op) {
            case "set-parameter" -> new SetParameter(key(f), f.value("value"));
            case "clear-parameter" -> new ClearParameter(key(f));
            case "set-global-parameter" -> new SetGlobalParameter(f.text("name"), f.value("value"));
            case "clear-global-parameter" -> new ClearGlobalParameter(f.text("name"));
            default -> null;
        };
    }

    private static Parameters.Key key(CommandFields f) {
        return new Parameters.Key(f.text("vhost"), f.text("component"), f.text("name"));
    }
}
