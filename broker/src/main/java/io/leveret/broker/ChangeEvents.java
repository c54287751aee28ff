// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import static io.leveret.broker.NodeEvents.text;

import io.leveret.auth.UserDefinition;
import io.leveret.broker.exchange.Binding;
import io.leveret.broker.exchange.Destination;
import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.exchange.Removal;
import io.leveret.broker.policy.PolicyKind;
import io.leveret.broker.queue.QueueDefinition;
import io.leveret.broker.queue.QueueRef;
import io.leveret.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Changes of the definitions as events. On the writer's loop. */
final class ChangeEvents implements DefinitionCommands {
    private final NodeEvents events;

    ChangeEvents(NodeEvents events) {
        this.events = events;
    }

    void created(QueueRef queue) {
        QueueDefinition definition = queue.definition();
        events.tell(
                "queue.created",
                e -> e.add("name", text(queue.name()))
                        .add("vhost", text(definition.virtualHost()))
                        .add("type", text(queue.type().text()))
                        .add("durable", definition.durable())
                        .add("auto_delete", definition.autoDelete())
                        .add("exclusive", definition.exclusive())
                        .add("arguments", definition.arguments()));
    }

    void deleted(QueueRef queue) {
        events.tell(
                "queue.deleted",
                e -> e.add("name", text(queue.name()))
                        .add("vhost", text(queue.definition().virtualHost())));
    }

    void created(VirtualHost host, Exchange exchange) {
        events.tell(
                "exchange.created",
                e -> e.add("name", text(exchange.name()))
                        .add("vhost", text(host.name()))
                        .add("type", text(exchange.type()))
                        .add("durable", exchange.durable())
                        .add("auto_delete", exchange.autoDelete())
                        .add("internal", exchange.internal())
                        .add("arguments", exchange.arguments()));
    }

    void deleted(VirtualHost host, Exchange exchange) {
        events.tell(
                "exchange.deleted", e -> e.add("name", text(exchange.name())).add("vhost", text(host.name())));
    }

    void bound(VirtualHost host, Binding binding) {
        events.tell("binding.created", binding(host, binding));
    }

    void unbound(VirtualHost host, Binding binding) {
        events.tell("binding.deleted", binding(host, binding));
    }

    private static UnaryOperator<Table.Builder> binding(VirtualHost host, Binding binding) {
        Destination destination = binding.destination();
        return e -> e.add("source_name", text(binding.source().name()))
                .add("source_kind", text("exchange"))
                .add("destination_name", text(destination.name()))
                .add("destination_kind", text(destination instanceof Exchange ? "exchange" : "queue"))
                .add("routing_key", text(binding.key()))
                .add("arguments", binding.arguments())
                .add("vhost", text(host.name()));
    }

    void unbound(VirtualHost host, Removal removal) {
        removal.bindings().forEach(binding -> unbound(host, binding));
    }

    /** A user is now like that. */
    void stored(@Nullable UserDefinition before, UserDefinition now) {
        if (before == null) {
            user("user.created", now.name());
        } else if (!before.password().equals(now.password())) {
            user(now.password().isPresent() ? "user.password.changed" : "user.password.cleared", now.name());
        }
        if (before == null ? !now.tags().isEmpty() : !before.tags().equals(now.tags())) {
            List<Object> tags = new ArrayList<>();
            now.tags().forEach(tag -> tags.add(text(tag)));
            events.tell("user.tags.set", e -> e.add("name", text(now.name())).add("tags", tags));
        }
    }

    private void user(String key, String name) {
        events.tell(key, e -> e.add("name", text(name)));
    }

    // ---- what the log hears

    @Override
    public void on(DefinitionCommand.AddVirtualHost add) {
        events.tell("vhost.created", e -> e.add("name", text(add.name())));
    }

    @Override
    public void on(DefinitionCommand.DescribeVirtualHost described) {
        // RabbitMQ tells nobody
    }

    @Override
    public void on(DefinitionCommand.RemoveVirtualHost gone) {
        events.tell("vhost.deleted", e -> e.add("name", text(gone.name())));
    }

    // These are told above, as not all of them are durable.

    @Override
    public void on(DefinitionCommand.AddExchange add) {}

    @Override
    public void on(DefinitionCommand.RemoveExchange gone) {}

    @Override
    public void on(DefinitionCommand.AddQueue add) {}

    @Override
    public void on(DefinitionCommand.RemoveQueue gone) {}

    @Override
    public void on(DefinitionCommand.AddBinding add) {}

    @Override
    public void on(DefinitionCommand.RemoveBinding gone) {}

    @Override
    public void on(DefinitionCommand.LastQueueId last) {}

    @Override
    public void on(UserCommand.PutUser put) {}

    @Override
    public void on(UserCommand.RemoveUser gone) {
        user("user.deleted", gone.name());
    }

    @Override
    public void on(UserCommand.SetPermissions set) {
        events.tell(
                "permission.created",
                e -> e.add("user", text(set.user()))
                        .add("vhost", text(set.virtualHost()))
                        .add("configure", text(set.permissions().configure()))
                        .add("write", text(set.permissions().write()))
                        .add("read", text(set.permissions().read())));
    }

    @Override
    public void on(UserCommand.ClearPermissions gone) {
        events.tell("permission.deleted", e -> e.add("user", text(gone.user())).add("vhost", text(gone.virtualHost())));
    }

    @Override
    public void on(UserCommand.SetTopicPermissions set) {
        events.tell(
                "topic.permission.created",
                e -> e.add("user", text(set.user()))
                        .add("vhost", text(set.virtualHost()))
                        .add("exchange", text(set.permissions().exchange()))
                        .add("write", text(set.permissions().write()))
                        .add("read", text(set.permissions().read())));
    }

    @Override
    public void on(UserCommand.ClearTopicPermissions gone) {
        String exchange = gone.exchange();
        events.tell("topic.permission.deleted", e -> {
            e.add("user", text(gone.user())).add("vhost", text(gone.virtualHost()));
            return exchange == null ? e : e.add("exchange", text(exchange));
        });
    }

    @Override
    public void on(PolicyCommand.SetPolicy set) {
        // RabbitMQ's key for both kinds
        events.tell(
                "policy.set",
                e -> e.add("name", text(set.policy().name()))
                        .add("vhost", text(set.virtualHost()))
                        .add("pattern", text(set.policy().pattern()))
                        .add(
                                "apply-to",
                                text(Objects.requireNonNullElse(set.policy().applyTo(), "all")))
                        .add("priority", set.policy().priority())
                        .add("definition", set.policy().definition()));
    }

    @Override
    public void on(PolicyCommand.ClearPolicy gone) {
        String key = gone.kind() == PolicyKind.OPERATOR_POLICY ? "operator.policy.cleared" : "policy.cleared";
        events.tell(key, e -> e.add("name", text(gone.name())).add("vhost", text(gone.virtualHost())));
    }

    @Override
    public void on(ParameterCommand.SetParameter set) {
        Parameters.Key key = set.key();
        boolean limits = key.component().equals(Parameters.VIRTUAL_HOST_LIMITS);
        events.tell(
                limits ? "vhost.limits.set" : "parameter.set",
                e -> parameter(e, key).add(limits ? "limits" : "value", set.value()));
    }

    @Override
    public void on(ParameterCommand.ClearParameter gone) {
        Parameters.Key key = gone.key();
        boolean limits = key.component().equals(Parameters.VIRTUAL_HOST_LIMITS);
        events.tell(limits ? "vhost.limits.cleared" : "parameter.cleared", e -> parameter(e, key));
    }

    private static Table.Builder parameter(Table.Builder event, Parameters.Key key) {
        return event.add("vhost", text(key.virtualHost()))
                .add("component", text(key.component()))
                .add("name", text(key.name()));
    }

    @Override
    public void on(ParameterCommand.SetGlobalParameter set) {
        events.tell("parameter.set", e -> e.add("name", text(set.name())).add("value", set.value()));
    }

    @Override
    public void on(ParameterCommand.ClearGlobalParameter gone) {
        events.tell("parameter.cleared", e -> e.add("name", text(gone.name())));
    }
}
