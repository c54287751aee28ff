// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.auth.Users;
import io.leveret.broker.exchange.Destination;
import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.keeping.KeeperIds;
import io.leveret.broker.queue.LoopStore;
import io.leveret.broker.queue.QueueIds;
import io.leveret.broker.queue.QueueRef;
import io.leveret.store.RecoveredQueue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the definitions' log back: each command is carried out again, nothing is logged. On the writer's loop. */
final class DefinitionsRecovery implements DefinitionCommands {
    private final Definitions definitions;
    private final Users users;
    private final Parameters parameters;
    private final Map<Long, List<RecoveredQueue>> kept = new HashMap<>(); // one queue may have several, see QueueIds

    DefinitionsRecovery(Definitions definitions, Collection<RecoveredQueue> queues) {
        this.definitions = definitions;
        this.users = definitions.users().present();
        this.parameters = definitions.parameters().present();
        for (RecoveredQueue queue : queues) {
            long id = KeeperIds.isKeepers(queue.id()) ? KeeperIds.exchange(queue.id()) : QueueIds.queue(queue.id());
            kept.computeIfAbsent(id, none -> new ArrayList<>()).add(queue);
            definitions.queueIdsUpTo(id);
        }
    }

    @Override
    public void on(DefinitionCommand.AddVirtualHost add) {
        definitions.recoverVirtualHost(add.name());
    }

    @Override
    public void on(DefinitionCommand.DescribeVirtualHost said) {
        host(said.name()).describe(said.metadata());
    }

    @Override
    public void on(DefinitionCommand.RemoveVirtualHost gone) {
        definitions.recoverVirtualHostRemoval(gone.name());
    }

    @Override
    public void on(DefinitionCommand.AddExchange add) {
        definitions.recoverExchange(
                host(add.virtualHost()), add.exchange(), add.keeperId(), kept.getOrDefault(add.keeperId(), List.of()));
    }

    @Override
    public void on(DefinitionCommand.RemoveExchange gone) {
        VirtualHost host = host(gone.virtualHost());
        Exchange exchange = host.exchange(gone.name());
        if (exchange != null) {
            definitions.recoverRemoval(host, exchange);
        }
    }

    @Override
    public void on(DefinitionCommand.AddQueue add) {
        definitions.recoverQueue(add.id(), add.queue(), kept.getOrDefault(add.id(), List.of()));
    }

    @Override
    public void on(DefinitionCommand.RemoveQueue gone) {
        QueueRef queue = host(gone.virtualHost()).queue(gone.name());
        if (queue != null) {
            definitions.recoverRemoval(queue);
        }
    }

    @Override
    public void on(DefinitionCommand.AddBinding add) {
        VirtualHost host = host(add.virtualHost());
        BindingDefinition binding = add.binding();
        Exchange source = host.exchange(binding.source());
        Destination destination = Definitions.destination(host, binding);
        if (source != null && destination != null) {
            host.bindings().bind(source, destination, binding.key(), binding.arguments());
        }
    }

    @Override
    public void on(DefinitionCommand.RemoveBinding gone) {
        VirtualHost host = host(gone.virtualHost());
        BindingDefinition binding = gone.binding();
        Exchange source = host.exchange(binding.source());
        Destination destination = Definitions.destination(host, binding);
        if (source != null && destination != null) {
            definitions.recoverUnbinding(
                    host, host.bindings().unbind(source, destination, binding.key(), binding.arguments()));
        }
    }

    @Override
    public void on(DefinitionCommand.LastQueueId last) {
        definitions.queueIdsUpTo(last.id());
    }

    @Override
    public void on(UserCommand.PutUser put) {
        users.put(put.user());
    }

    @Override
    public void on(UserCommand.RemoveUser gone) {
        users.remove(gone.name());
    }

    @Override
    public void on(UserCommand.SetPermissions set) {
        users.permit(set.user(), set.virtualHost(), set.permissions());
    }

    @Override
    public void on(UserCommand.ClearPermissions gone) {
        users.clearPermissions(gone.user(), gone.virtualHost());
    }

    @Override
    public void on(UserCommand.SetTopicPermissions set) {
        users.permitTopics(set.user(), set.virtualHost(), set.permissions());
    }

    @Override
    public void on(UserCommand.ClearTopicPermissions gone) {
        users.clearTopicPermissions(gone.user(), gone.virtualHost(), gone.exchange());
    }

    @Override
    public void on(PolicyCommand.SetPolicy set) {
        host(set.virtualHost()).policies().set(set.kind(), set.policy().check(set.kind()));
    }

    @Override
    public void on(PolicyCommand.ClearPolicy gone) {
        host(gone.virtualHost()).policies().clear(gone.kind(), gone.name());
    }

    @Override
    public void on(ParameterCommand.SetParameter set) {
        parameters.set(set.key(), set.value());
    }

    @Override
    public void on(ParameterCommand.ClearParameter gone) {
        parameters.clear(gone.key());
    }

    @Override
    public void on(ParameterCommand.SetGlobalParameter set) {
        parameters.setGlobal(set.name(), set.value());
    }

    @Override
    public void on(ParameterCommand.ClearGlobalParameter gone) {
        parameters.clearGlobal(gone.name());
    }

    private VirtualHost host(String name) {
        VirtualHost host = definitions.virtualHost(name);
        if (host == null) {
            throw new IllegalStateException("the definitions log names vhost '" + name + "' before it makes it");
        }
        return host;
    }

    /** Brings definitions and store into line where a crash fell between the two. */
    void finish(LoopStore anyStore) {
        for (VirtualHost host : definitions.virtualHosts()) {
            PolicyDefinitions.apply(host);
            for (Exchange exchange : host.exchanges()) {
                kept.remove(Keepers.id(exchange));
                Keepers.start(exchange);
            }
            for (QueueRef queue : host.queues()) {
                if (kept.remove(queue.id()) == null) {
                    queue.create(); // its definition reached the disk, its beginning did not
                } else {
                    queue.start();
                }
            }
        }
        // deleted, but the store has not heard of it
        kept.values().forEach(gone -> gone.forEach(each -> anyStore.forget(each.id())));
    }
}
