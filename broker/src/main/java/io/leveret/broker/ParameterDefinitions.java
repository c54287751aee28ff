// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Reply;
import io.leveret.loop.Loop;
import io.leveret.table.FieldText;
import io.leveret.table.Table;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Changes of runtime parameters: commands to the definitions' one writer. Only components of this node have parameters;
 * policies are kept by {@link PolicyDefinitions}, though RabbitMQ shows them among these.
 */
public final class ParameterDefinitions {
    private static final Set<String> LIMITS = Set.of(Parameters.MAX_CONNECTIONS, Parameters.MAX_QUEUES);

    private final Definitions definitions;
    private final DefinitionsWriter writer;
    private final Parameters parameters = new Parameters();

    ParameterDefinitions(Definitions definitions, DefinitionsWriter writer) {
        this.definitions = definitions;
        this.writer = writer;
    }

    /** What is there now; from any thread. */
    public Parameters present() {
        return parameters;
    }

    /** Sets a parameter, if it is valid: 406 with RabbitMQ's text else. */
    public void set(Parameters.Key key, Object value, Loop caller, Reply<Boolean> reply) {
        writer.command(caller, reply, () -> {
            existing(key.virtualHost());
            check(key, value);
            store(key, value);
            return true;
        });
    }

    private void store(Parameters.Key key, Object value) {
        parameters.set(key, value);
        writer.log(new ParameterCommand.SetParameter(key, value));
    }

    /** Clears a parameter; answers whether there was one. */
    public void clear(Parameters.Key key, Loop caller, Reply<Boolean> reply) {
        writer.command(caller, reply, () -> {
            boolean cleared = parameters.clear(key);
            if (cleared) {
                writer.log(new ParameterCommand.ClearParameter(key));
            }
            return cleared;
        });
    }

    /**
     * Changes the limits of a virtual host.
     *
     * @param change on the writer's loop; from what they are to what they shall be
     */
    public void changeLimits(String virtualHost, UnaryOperator<Table> change, Loop caller, Reply<Boolean> reply) {
        writer.command(caller, reply, () -> {
            existing(virtualHost);
            Table limits = change.apply(parameters.limits(virtualHost));
            Parameters.Key key = Parameters.limitsOf(virtualHost);
            check(key, limits);
            store(key, limits);
            return true;
        });
    }

    public void setGlobal(String name, Object value, Loop caller, Reply<Boolean> reply) {
        writer.command(caller, reply, () -> {
            storeGlobal(name, value);
            return true;
        });
    }

    private void storeGlobal(String name, Object value) {
        parameters.setGlobal(name, value);
        writer.log(new ParameterCommand.SetGlobalParameter(name, value));
    }

    /** Clears a global parameter; answers whether there was one. */
    public void clearGlobal(String name, Loop caller, Reply<Boolean> reply) {
        writer.command(caller, reply, () -> {
            boolean cleared = parameters.clearGlobal(name);
            if (cleared) {
                writer.log(new ParameterCommand.ClearGlobalParameter(name));
            }
            return cleared;
        });
    }

    private void existing(String virtualHost) {
        if (definitions.virtualHost(virtualHost) == null) {
            throw Definitions.noSuchVirtualHost(virtualHost);
        }
    }

    /**
     * @throws AmqpException 406 with RabbitMQ's text, if the component or what it is told makes no sense
     */
    static void check(Parameters.Key key, Object value) {
        String mistake = key.component().equals(Parameters.VIRTUAL_HOST_LIMITS)
                ? limitsMistake(key.name(), value)
                : "component " + key.component() + " not found";
        if (mistake != null) {
            throw AmqpException.preconditionFailed("Validation failed\n\n" + mistake + "\n");
        }
    }

    private static @Nullable String limitsMistake(String name, Object value) {
        if (value instanceof List<?> list && list.isEmpty()) {
            return null; // how RabbitMQ writes that there are none
        }
        if (!(value instanceof Table limits)) {
            return name + " not a list " + FieldText.term(value);
        }
        for (Table.Entry limit : limits.entries()) {
            if (!LIMITS.contains(limit.key())) {
                return "Unrecognised terms [{<<\"" + limit.key() + "\">>," + FieldText.term(limit.value()) + "}] in "
                        + name;
            }
            if (Table.integerOf(limit.value()) == null) {
                return limit.key() + " should be a number, actually was " + FieldText.term(limit.value());
            }
        }
        return null;
    }

    // ---- for the definitions, on the writer's loop

    /** Adds the commands that make what is there. */
    void snapshot(List<DefinitionCommand> all) {
        parameters.all().forEach(p -> all.add(new ParameterCommand.SetParameter(p.key(), p.value())));
        parameters.global().forEach((name, value) -> all.add(new ParameterCommand.SetGlobalParameter(name, value)));
    }
}
