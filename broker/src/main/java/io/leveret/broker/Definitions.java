// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.exchange.Binding;
import io.leveret.broker.exchange.Destination;
import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.exchange.ExchangeTypes;
import io.leveret.broker.exchange.InvalidDefinitionException;
import io.leveret.broker.exchange.Removal;
import io.leveret.broker.exchange.Routable;
import io.leveret.broker.exchange.Route;
import io.leveret.broker.figures.Churn;
import io.leveret.broker.figures.LoopCounters;
import io.leveret.broker.keeping.KeeperIds;
import io.leveret.broker.keeping.KeeperRef;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Reply;
import io.leveret.broker.queue.LoopStore;
import io.leveret.broker.queue.QueueArguments;
import io.leveret.broker.queue.QueueDefinition;
import io.leveret.broker.queue.QueueEvents;
import io.leveret.broker.queue.QueueRef;
import io.leveret.broker.queue.QueueType;
import io.leveret.config.Settings;
import io.leveret.loop.Loop;
import io.leveret.store.Definition;
import io.leveret.store.DefinitionsLog;
import io.leveret.store.Recovered;
import io.leveret.store.RecoveredQueue;
import io.leveret.table.Table;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Virtual hosts, exchanges, queues and bindings, and their one writer: every change is a command to it, runs on its loop
 * in the order the commands came, and before the answer leaves it is visible to every loop and, where it is durable, on
 * disk. Each command may be given from every loop and is answered on the caller's.
 */
public final class Definitions implements QueueEvents {
    private static final Logger LOG = LoggerFactory.getLogger(Definitions.class);
    private static final String DEFAULT_EXCHANGE = "";

    /** Where the server's log is published, in the default virtual host, if the settings want it. */
    public static final String LOG_EXCHANGE = "amq.rabbitmq.log";

    /** The exchanges with which every virtual host begins. */
    static final Set<String> PREDECLARED = Set.of(
            DEFAULT_EXCHANGE, "amq.direct", "amq.fanout", "amq.topic", "amq.headers", "amq.match", Firehose.EXCHANGE);

    private final List<LoopStore> stores;
    private final DefinitionsWriter writer;
    private final DirectReplies replies;
    private final Sessions sessions;
    private final Settings settings;
    private final UserDefinitions users;
    private final PolicyDefinitions policies;
    private final ParameterDefinitions parameters;
    private final LoopCounters counters;
    private final NodePublisher node;
    private final NodeEvents events;
    private final ChangeEvents changes;
    private final Firehose firehose;
    private final ExchangeTypes types = new ExchangeTypes();
    private final Map<String, VirtualHost> virtualHosts = new ConcurrentSkipListMap<>();
    private long lastQueueId;
    private boolean isNew = true;

    /**
     * @param stores one for each loop of the node; the first one's loop is the writer's
     * @param counters of the writer's loop
     */
    public Definitions(
            List<LoopStore> stores,
            DefinitionsLog log,
            DirectReplies replies,
            Sessions sessions,
            LoopCounters counters,
            Settings settings) {
        this.stores = List.copyOf(stores);
        this.node = new NodePublisher(this, stores.get(0).loop());
        String named = settings.eventsVirtualHost();
        this.events = new NodeEvents(
                this,
                node,
                stores.get(0).loop().clock(),
                named == null ? settings.defaultUser().virtualHost() : named);
        this.changes = new ChangeEvents(events);
        this.writer = new DefinitionsWriter(stores.get(0).loop(), log, this::snapshot, changes);
        this.replies = replies;
        this.sessions = sessions;
        this.settings = settings;
        this.users = new UserDefinitions(this, writer, sessions, settings.authentication());
        this.policies = new PolicyDefinitions(this, writer);
        this.parameters = new ParameterDefinitions(this, writer);
        this.counters = counters;
        this.firehose = new Firehose(settings.identity().nodeName());
    }

    /** The loop on which changes are carried out; who has none to be answered on may be answered there. */
    public Loop loop() {
        return writer.loop();
    }

    /** Users and what they may do, by the same writer. */
    public UserDefinitions users() {
        return users;
    }

    /** What is said of queues and exchanges by their names, by the same writer. */
    public PolicyDefinitions policies() {
        return policies;
    }

    /** Runtime parameters, by the same writer. */
    public ParameterDefinitions parameters() {
        return parameters;
    }

    /** What publishes to the node's own exchanges. */
    public NodePublisher node() {
        return node;
    }

    /** What tells whoever wants to know what happens. */
    public NodeEvents events() {
        return events;
    }

    ChangeEvents changes() {
        return changes;
    }

    /** Switches events on or off: makes their exchange, and its virtual host where that is missing, or deletes it. */
    public void enableEvents(boolean on, Loop caller, Reply<Boolean> reply) {
        writer.command(caller, reply, () -> {
            VirtualHost present = virtualHosts.get(events.virtualHost());
            Exchange exchange = present == null ? null : present.exchange(NodeEvents.EXCHANGE);
            if (on && exchange == null) {
                VirtualHost host = present == null ? newVirtualHost(events.virtualHost(), defaultMetadata()) : present;
                ExchangeDefinition wanted =
                        new ExchangeDefinition(NodeEvents.EXCHANGE, "topic", true, false, true, Table.EMPTY);
                makeExchange(host, wanted, null);
                writer.log(new DefinitionCommand.AddExchange(host.name(), wanted, 0));
            } else if (!on && present != null && exchange != null) {
                writer.log(new DefinitionCommand.RemoveExchange(present.name(), NodeEvents.EXCHANGE));
                remove(present, exchange);
            }
            return on;
        });
    }

    /** What copies the messages of virtual hosts that are traced. */
    public Firehose firehose() {
        return firehose;
    }

    /** The node's name, as events and traces have it. */
    public String nodeName() {
        return settings.identity().nodeName();
    }

    // ---- virtual hosts

    public @Nullable VirtualHost virtualHost(String name) {
        return virtualHosts.get(name);
    }

    public Collection<VirtualHost> virtualHosts() {
        return List.copyOf(virtualHosts.values());
    }

    /** Makes a virtual host with its predeclared exchanges, unless there is one of that name. */
    public void addVirtualHost(String name, VirtualHostMetadata metadata, Loop caller, Reply<VirtualHost> reply) {
        writer.command(caller, reply, () -> {
            VirtualHost present = virtualHosts.get(name);
            return present == null ? newVirtualHost(name, metadata) : present;
        });
    }

    /** What a new virtual host is like where nobody says anything. */
    public VirtualHostMetadata defaultMetadata() {
        return VirtualHostMetadata.of(settings.queues().type());
    }

    private VirtualHost newVirtualHost(String name, VirtualHostMetadata metadata) {
        check(name, metadata);
        int most = settings.limits().virtualHosts();
        if (virtualHosts.size() >= most) {
            throw AmqpException.preconditionFailed(
                    "cannot create vhost '" + name + "': vhost limit of " + most + " is reached");
        }
        VirtualHost host = makeVirtualHost(name);
        host.describe(metadata);
        writer.log(new DefinitionCommand.AddVirtualHost(name));
        writer.log(new DefinitionCommand.DescribeVirtualHost(name, metadata));
        return host;
    }

    /** @throws AmqpException 406, if no virtual host can be called or described like that */
    static void check(String name, VirtualHostMetadata metadata) {
        if (name.isEmpty()) {
            throw AmqpException.preconditionFailed("vhost cannot be an empty string");
        }
        check(metadata);
    }

    private static void check(VirtualHostMetadata metadata) {
        if (!VirtualHostMetadata.QUEUE_TYPES.contains(metadata.defaultQueueType())) {
            throw AmqpException.preconditionFailed(
                    "Unsupported default queue type '" + metadata.defaultQueueType() + "'");
        }
    }

    /**
     * Changes what is said of a virtual host.
     *
     * @param change on the writer's loop; from what is said to what shall be
     */
    public void describeVirtualHost(
            String name, UnaryOperator<VirtualHostMetadata> change, Loop caller, Reply<VirtualHost> reply) {
        writer.command(caller, reply, () -> {
            VirtualHost host = virtualHosts.get(name);
            if (host == null) {
                throw noSuchVirtualHost(name);
            }
            VirtualHostMetadata changed = change.apply(host.metadata());
            check(changed);
            host.describe(changed);
            writer.log(new DefinitionCommand.DescribeVirtualHost(name, changed));
            return host;
        });
    }

    /** Starts or stops tracing a virtual host, until the node stops, as in RabbitMQ. */
    public void traceVirtualHost(String name, boolean on, Loop caller, Reply<VirtualHost> reply) {
        writer.command(caller, reply, () -> {
            VirtualHost host = virtualHosts.get(name);
            if (host == null) {
                throw noSuchVirtualHost(name);
            }
            if (host.isTraced() != on) {
                LOG.info("{} tracing for vhost '{}'", on ? "Enabling" : "Disabling", name);
                host.trace(on);
            }
            return host;
        });
    }

    static AmqpException noSuchVirtualHost(String name) {
        return AmqpException.notFound("Virtual host '" + name + "' does not exist");
    }

    /** Deletes a virtual host with everything in it and closes its connections; answers whether there was one. */
    public void deleteVirtualHost(String name, Loop caller, Reply<Boolean> reply) {
        writer.command(caller, reply, () -> {
            VirtualHost host = virtualHosts.get(name);
            if (host == null) {
                return false;
            }
            if (host.metadata().protectedFromDeletion()) {
                throw AmqpException.preconditionFailed(
                        "Refusing to delete virtual host '" + name + "' because it is protected from deletion");
            }
            LOG.info("deleting vhost '{}'", name);
            writer.log(new DefinitionCommand.RemoveVirtualHost(name));
            removeVirtualHost(name);
            host.exchanges().forEach(Keepers::end);
            for (QueueRef queue : host.queues()) {
                queue.delete(false, false, writer.loop(), Ignored.reply());
                queue.tellConsumers();
            }
            sessions.close(session -> session.virtualHostName().equals(name), "vhost '" + name + "' is deleted");
            return true;
        });
    }

    private void removeVirtualHost(String name) {
        virtualHosts.remove(name);
        users.present().removeVirtualHost(name);
        parameters.present().removeVirtualHost(name);
    }

    /** A connection may hold a virtual host that is gone, until it is closed for that. */
    private void alive(VirtualHost host) {
        if (virtualHosts.get(host.name()) != host) {
            throw noSuchVirtualHost(host.name());
        }
    }

    /** What an empty node begins with: a virtual host, and a user who may do everything in it. */
    public void addDefaults(Loop caller, Reply<Boolean> reply) {
        writer.command(caller, reply, () -> {
            Settings.DefaultUser user = settings.defaultUser();
            if (!virtualHosts.containsKey(user.virtualHost())) {
                newVirtualHost(user.virtualHost(), defaultMetadata().withDescription("Default virtual host"));
            }
            users.addDefault(user);
            return true;
        });
    }

    private VirtualHost makeVirtualHost(String name) {
        VirtualHost host = new VirtualHost(name, replies);
        predeclared(host, DEFAULT_EXCHANGE, "direct", false);
        predeclared(host, "amq.direct", "direct", false);
        predeclared(host, "amq.fanout", "fanout", false);
        predeclared(host, "amq.topic", "topic", false);
        predeclared(host, "amq.headers", "headers", false);
        predeclared(host, "amq.match", "headers", false);
        predeclared(host, Firehose.EXCHANGE, "topic", true);
        if (settings.logging().exchange() != null
                && name.equals(settings.defaultUser().virtualHost())) {
            predeclared(host, LOG_EXCHANGE, "topic", true);
        }
        virtualHosts.put(name, host);
        return host;
    }

    private void predeclared(VirtualHost host, String name, String type, boolean internal) {
        host.add(types.create(name, type, true, false, internal, Table.EMPTY));
    }

    // ---- exchanges

    /** Declares an exchange; one that exists must be equivalent. */
    public void declareExchange(VirtualHost host, ExchangeDefinition wanted, Loop caller, Reply<Exchange> reply) {
        writer.command(caller, reply, () -> {
            alive(host);
            Exchange present = host.exchange(wanted.name());
            if (present != null) {
                Equivalence.check(host, present, wanted);
                return present;
            }
            roomForExchange(host, wanted.name());
            Exchange exchange = makeExchange(host, wanted, newKeeper(host, wanted, caller));
            Keepers.start(exchange);
            if (wanted.durable()) {
                writer.log(new DefinitionCommand.AddExchange(host.name(), wanted, Keepers.id(exchange)));
            }
            return exchange;
        });
    }

    private void roomForExchange(VirtualHost host, String exchange) {
        int most = settings.limits().exchanges();
        if (most != Settings.UNLIMITED && count(VirtualHost::exchanges) >= most) {
            throw AmqpException.preconditionFailed("cannot declare exchange '" + exchange + "' in " + host
                    + ": exchange limit of " + most + " is reached");
        }
    }

    private long count(Function<VirtualHost, Collection<?>> things) {
        return virtualHosts().stream()
                .mapToLong(host -> things.apply(host).size())
                .sum();
    }

    private @Nullable KeeperRef newKeeper(VirtualHost host, ExchangeDefinition wanted, Loop caller) {
        if (!types.keeps(wanted.type())) {
            return null;
        }
        if (lastQueueId + 1 >= KeeperIds.EXCHANGES_END) {
            throw AmqpException.preconditionFailed(
                    "no more exchanges of type '" + wanted.type() + "': this data directory has run out of ids");
        }
        return Keepers.make(host, wanted, ++lastQueueId, storeOf(caller), List.of());
    }

    private Exchange makeExchange(VirtualHost host, ExchangeDefinition wanted, @Nullable KeeperRef keeper) {
        Exchange exchange = valid(() -> types.create(
                wanted.name(),
                wanted.type(),
                wanted.durable(),
                wanted.autoDelete(),
                wanted.internal(),
                wanted.arguments(),
                keeper));
        PolicyDefinitions.apply(host.policies(), exchange);
        host.add(exchange);
        changes.created(host, exchange);
        return exchange;
    }

    /** Whether there is such a type of exchange. */
    public boolean knowsExchangeType(String type) {
        return types.find(type) != null;
    }

    /** Deletes an exchange and its bindings; one that does not exist is no error. */
    public void deleteExchange(VirtualHost host, String name, boolean ifUnused, Loop caller, Reply<Boolean> reply) {
        writer.command(caller, reply, () -> {
            alive(host);
            Exchange exchange = host.exchange(name);
            if (exchange == null) {
                return false;
            }
            if (ifUnused && !exchange.isUnused()) {
                throw AmqpException.preconditionFailed("exchange '" + name + "' in " + host + " in use");
            }
            if (exchange.durable()) {
                writer.log(new DefinitionCommand.RemoveExchange(host.name(), name));
            }
            remove(host, exchange);
            return true;
        });
    }

    private void remove(VirtualHost host, Exchange exchange) {
        host.remove(exchange);
        changes.deleted(host, exchange);
        Keepers.end(exchange);
        removeAbandoned(host, host.bindings().removeFrom(exchange));
        removeAbandoned(host, host.bindings().removeTo(exchange));
    }

    private void removeAbandoned(VirtualHost host, Removal removal) {
        changes.unbound(host, removal);
        for (Exchange abandoned : removal.abandoned()) {
            if (host.exchange(abandoned.name()) == abandoned) {
                if (abandoned.durable()) {
                    // also logged: a binding that kept it until now may not have been durable
                    writer.log(new DefinitionCommand.RemoveExchange(host.name(), abandoned.name()));
                }
                remove(host, abandoned);
            }
        }
    }

    // ---- bindings

    /** Binds; a binding that exists is no error. */
    public void bind(VirtualHost host, BindingDefinition wanted, Loop caller, Reply<Boolean> reply) {
        writer.command(caller, Keepers.whenBound(host, wanted, caller, reply), () -> {
            alive(host);
            Destination destination = destination(host, wanted);
            if (destination == null) {
                throw AmqpException.notFound(
                        "no " + wanted.destinationKind() + " '" + wanted.destination() + "' in " + host);
            }
            Exchange source = host.exchange(wanted.source());
            if (source == null) {
                throw AmqpException.notFound("no exchange '" + wanted.source() + "' in " + host);
            }
            boolean added = valid(() -> host.bindings().bind(source, destination, wanted.key(), wanted.arguments()));
            if (added) {
                changes.bound(host, new Binding(source, destination, wanted.key(), wanted.arguments()));
            }
            if (added && source.durable() && durable(destination)) {
                writer.log(new DefinitionCommand.AddBinding(host.name(), wanted));
            }
            return added;
        });
    }

    /** Unbinds; where there is no such binding, or neither end of it, that is no error. */
    public void unbind(VirtualHost host, BindingDefinition gone, Loop caller, Reply<Boolean> reply) {
        writer.command(caller, reply, () -> {
            alive(host);
            Exchange source = host.exchange(gone.source());
            Destination destination = destination(host, gone);
            if (source == null || destination == null) {
                return false;
            }
            Removal removal = host.bindings().unbind(source, destination, gone.key(), gone.arguments());
            if (!removal.isEmpty() && source.durable() && durable(destination)) {
                writer.log(new DefinitionCommand.RemoveBinding(host.name(), gone));
            }
            removeAbandoned(host, removal);
            return !removal.isEmpty();
        });
    }

    static @Nullable Destination destination(VirtualHost host, BindingDefinition binding) {
        return binding.toExchange() ? host.exchange(binding.destination()) : host.queue(binding.destination());
    }

    private static boolean durable(Destination destination) {
        return destination instanceof QueueRef queue
                ? queue.definition().durable()
                : destination instanceof Exchange exchange && exchange.durable();
    }

    // ---- queues

    /** Declares a queue, which lives on the caller's loop; one that exists must be equivalent. */
    public void declareQueue(VirtualHost host, QueueDefinition given, Loop caller, Reply<QueueRef> reply) {
        writer.command(caller, reply, () -> {
            alive(host);
            QueueDefinition wanted = host.typed(given);
            counters.count(Churn.QUEUE_DECLARED);
            QueueRef present = host.queue(wanted.name());
            if (present != null) {
                Equivalence.check(present, wanted);
                return present;
            }
            room(host, wanted.name());
            QueueArguments.check(wanted.inText(), wanted.arguments());
            QueueType.of(wanted.arguments()).check(wanted);
            QueueRef queue = new QueueRef(++lastQueueId, wanted, storeOf(caller), this);
            queue.create();
            PolicyDefinitions.apply(host.policies(), queue);
            host.add(queue);
            changes.created(queue);
            counters.count(Churn.QUEUE_CREATED);
            if (wanted.durable()) {
                writer.log(new DefinitionCommand.AddQueue(queue.id(), wanted));
            }
            return queue;
        });
    }

    /** The limits of the virtual host and the node are for new queues only. */
    private void room(VirtualHost host, String queue) {
        long most = parameters.present().limit(host.name(), Parameters.MAX_QUEUES);
        if (most != Long.MAX_VALUE && host.queues().size() >= most) {
            throw AmqpException.preconditionFailed(
                    "cannot declare queue '" + queue + "': queue limit in " + host + " (" + most + ") is reached");
        }
        int ofNode = settings.limits().queues();
        if (ofNode != Settings.UNLIMITED && count(VirtualHost::queues) >= ofNode) {
            throw AmqpException.preconditionFailed(
                    "cannot declare queue '" + queue + "': queue limit in cluster (" + ofNode + ") is reached");
        }
    }

    /** The store of the queues on this loop. */
    public LoopStore storeOf(Loop loop) {
        for (LoopStore store : stores) {
            if (store.loop() == loop) {
                return store;
            }
        }
        return stores.get(0); // a caller from outside, such as an operator
    }

    /**
     * Deletes a queue, its bindings and its messages; answers how many were ready.
     *
     * @param ifUnused refuse where it has consumers
     * @param ifEmpty refuse where messages are ready
     */
    public void deleteQueue(QueueRef queue, boolean ifUnused, boolean ifEmpty, Loop caller, Reply<Long> reply) {
        Reply<Long> back = reply.on(caller);
        queue.delete(ifUnused, ifEmpty, writer.loop(), new Reply<>() {
            @Override
            public void ok(Long ready) {
                writer.command(caller, then(back, queue::tellConsumers), () -> {
                    forget(queue);
                    return ready;
                });
            }

            @Override
            public void failed(AmqpException error) {
                back.failed(error);
            }
        });
    }

    /** The reply, and after it something else. */
    private static <T> Reply<T> then(Reply<T> reply, Runnable afterwards) {
        return new Reply<>() {
            @Override
            public void ok(T value) {
                reply.ok(value);
                afterwards.run();
            }

            @Override
            public void failed(AmqpException error) {
                reply.failed(error);
                afterwards.run();
            }
        };
    }

    private void forget(QueueRef queue) {
        VirtualHost host = virtualHosts.get(queue.definition().virtualHost());
        if (host != null && host.remove(queue)) {
            changes.deleted(queue);
            counters.count(Churn.QUEUE_DELETED);
            if (queue.definition().durable()) {
                writer.log(new DefinitionCommand.RemoveQueue(host.name(), queue.name()));
            }
            removeAbandoned(host, host.bindings().removeTo(queue));
        }
    }

    @Override
    public void unused(QueueRef queue, Runnable then) {
        deleteQueue(queue, true, false, queue.loop(), new Reply<>() {
            @Override
            public void ok(Long ready) {
                then.run();
            }

            @Override
            public void failed(AmqpException error) {
                then.run();
            }
        });
    }

    @Override
    public long consumerTimeoutMillis() {
        return settings.queues().consumerTimeoutMillis();
    }

    @Override
    public @Nullable Route deadLetterRoute(QueueRef source, String exchange, List<String> keys, Routable message) {
        VirtualHost host = virtualHosts.get(source.definition().virtualHost());
        Exchange letters = host == null ? null : host.exchange(exchange);
        return host == null || letters == null ? null : host.route(letters, keys, message);
    }

    // ---- what is kept

    private static <T> T valid(Supplier<T> change) {
        try {
            return change.get();
        } catch (InvalidDefinitionException e) {
            throw AmqpException.preconditionFailed(String.valueOf(e.getMessage()));
        }
    }

    /** All durable definitions as the commands that make them. */
    private List<DefinitionCommand> snapshot() {
        List<DefinitionCommand> all = new ArrayList<>();
        all.add(new DefinitionCommand.LastQueueId(lastQueueId));
        for (VirtualHost host : virtualHosts.values()) {
            String name = host.name();
            all.add(new DefinitionCommand.AddVirtualHost(name));
            all.add(new DefinitionCommand.DescribeVirtualHost(name, host.metadata()));
            PolicyDefinitions.snapshot(host, all);
            List<Exchange> durable =
                    host.exchanges().stream().filter(Exchange::durable).toList();
            for (Exchange x : durable) {
                if (!PREDECLARED.contains(x.name()) && !x.name().equals(LOG_EXCHANGE)) {
                    all.add(new DefinitionCommand.AddExchange(name, ExchangeDefinition.of(x), Keepers.id(x)));
                }
            }
            for (QueueRef queue : host.queues()) {
                if (queue.definition().durable()) {
                    all.add(new DefinitionCommand.AddQueue(queue.id(), queue.definition()));
                }
            }
            for (Exchange x : durable) {
                for (Binding binding : x.bindings()) {
                    if (durable(binding.destination())) {
                        all.add(new DefinitionCommand.AddBinding(name, BindingDefinition.of(binding)));
                    }
                }
            }
        }
        users.snapshot(all);
        parameters.snapshot(all);
        return all;
    }

    // ---- recovery

    /**
     * Makes what the log says, with the messages the store has kept. On the writer's loop, before anybody is served.
     *
     * @throws io.leveret.table.MalformedTableException if the log is not one of this version or an older one
     */
    public void recover(Recovered recovered) {
        DefinitionsRecovery recovery = new DefinitionsRecovery(this, recovered.queues());
        for (Definition record : recovered.definitions()) {
            isNew &= record.version() < DefinitionCommand.FIRST_WITH_USERS;
            DefinitionCommand.decode(record.version(), record.bytes()).forEach(command -> command.dispatch(recovery));
        }
        writer.forgetChanges();
        recovery.finish(stores.get(0));
        sessions.whenAlarmed((alarm, raised) -> events.tell(
                raised ? "alarm.set" : "alarm.cleared",
                e -> e.add("source", NodeEvents.text("{resource_limit," + alarm + "," + nodeName() + "}"))
                        .add("alarmed_node", NodeEvents.text(nodeName()))));
        events.begin();
    }

    /** Whether the log has never known a user, so that {@link #addDefaults} is due. After recovery. */
    public boolean isNew() {
        return isNew;
    }

    void recoverVirtualHost(String name) {
        makeVirtualHost(name).describe(defaultMetadata());
    }

    void recoverVirtualHostRemoval(String name) {
        removeVirtualHost(name);
    }

    /**
     * @param id of what the exchange keeps; 0 where it keeps nothing
     */
    void recoverExchange(VirtualHost host, ExchangeDefinition exchange, long id, List<RecoveredQueue> kept) {
        queueIdsUpTo(id);
        KeeperRef keeper = id == 0 ? null : Keepers.make(host, exchange, id, recoveredStore(exchange.name()), kept);
        makeExchange(host, exchange, keeper);
    }

    /** Where what has this name lives after a restart. */
    private LoopStore recoveredStore(String name) {
        return stores.get(Math.floorMod(name.hashCode(), stores.size()));
    }

    void recoverRemoval(VirtualHost host, Exchange exchange) {
        remove(host, exchange);
    }

    void recoverRemoval(QueueRef queue) {
        forget(queue);
    }

    void recoverUnbinding(VirtualHost host, Removal removal) {
        removeAbandoned(host, removal);
    }

    void recoverQueue(long id, QueueDefinition definition, List<RecoveredQueue> kept) {
        queueIdsUpTo(id);
        LoopStore store = recoveredStore(definition.name());
        VirtualHost host = Objects.requireNonNull(virtualHosts.get(definition.virtualHost()));
        host.add(
                kept.isEmpty()
                        ? new QueueRef(id, definition, store, this)
                        : new QueueRef(id, kept, definition, store, this));
    }

    void queueIdsUpTo(long id) {
        lastQueueId = Math.max(lastQueueId, id);
    }
}
