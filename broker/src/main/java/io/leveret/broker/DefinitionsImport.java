// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.Import.BindingOf;
import io.leveret.broker.Import.ExchangeOf;
import io.leveret.broker.Import.PolicyOf;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Reply;
import io.leveret.broker.queue.QueueDefinition;
import io.leveret.broker.queue.QueueRef;
import io.leveret.loop.Loop;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out an {@link Import}: checks all of it first, against what is there and what it brings itself, and then gives
 * the commands it takes, in one turn of the writer's loop. So nobody sees a part of it, and a bad one changes nothing.
 */
public final class DefinitionsImport {
    private static final Logger LOG = LoggerFactory.getLogger(DefinitionsImport.class);
    private static final String RESERVED = "amq.";

    private final Definitions definitions;
    private final List<Loop> loops;

    /**
     * @param loops of the node, among which new queues are spread
     */
    public DefinitionsImport(Definitions definitions, List<Loop> loops) {
        this.definitions = definitions;
        this.loops = List.copyOf(loops);
    }

    /** Answers once all of it is on disk. */
    public void run(Import wanted, Loop caller, Reply<Boolean> reply) {
        Reply<Boolean> back = reply.on(caller);
        definitions.loop().run(() -> {
            try {
                new ImportCheck(definitions, wanted).check();
            } catch (AmqpException e) {
                back.failed(e);
                return;
            }
            new Run(back).all(wanted);
        });
    }

    /** One import; on the writer's loop. */
    private final class Run {
        private final Reply<Boolean> reply;
        private final Loop loop = definitions.loop();
        private int outstanding = 1; // until all commands are given
        private @Nullable AmqpException failure;

        private Run(Reply<Boolean> reply) {
            this.reply = reply;
        }

        private void all(Import wanted) {
            UserDefinitions users = definitions.users();
            wanted.users().forEach(user -> users.put(user, loop, counted()));
            wanted.virtualHosts().forEach(this::virtualHost);
            wanted.permissions()
                    .forEach(p -> users.permit(p.user(), p.virtualHost(), p.permissions(), loop, counted()));
            wanted.exchanges().forEach(this::exchange);
            wanted.topicPermissions()
                    .forEach(p -> users.permitTopics(p.user(), p.virtualHost(), p.permissions(), loop, counted()));
            ParameterDefinitions parameters = definitions.parameters();
            wanted.globalParameters().forEach((name, value) -> parameters.setGlobal(name, value, loop, counted()));
            wanted.policies().forEach(this::policy);
            wanted.queues().forEach(this::queue);
            // after the queues: limits are for those that come later
            wanted.parameters().forEach(p -> parameters.set(p.key(), p.value(), loop, counted()));
            wanted.bindings().forEach(this::binding);
            answered();
        }

        private <T> Reply<T> counted() {
            outstanding++;
            return new Reply<>() {
                @Override
                public void ok(T value) {
                    answered();
                }

                @Override
                public void failed(AmqpException error) {
                    failure = error;
                    LOG.error("a part of the definitions could not be imported", error);
                    answered();
                }
            };
        }

        private void answered() {
            if (--outstanding > 0) {
                return;
            }
            if (failure == null) {
                reply.ok(true);
            } else {
                reply.failed(failure);
            }
        }

        private void virtualHost(String name, VirtualHostMetadata metadata) {
            if (definitions.virtualHost(name) == null) {
                definitions.addVirtualHost(name, metadata, loop, counted());
            } else {
                definitions.describeVirtualHost(name, old -> metadata, loop, counted());
            }
        }

        private void policy(PolicyOf of) {
            definitions.policies().set(of.kind(), of.virtualHost(), of.policy(), loop, counted());
        }

        private void exchange(ExchangeOf of) {
            VirtualHost host = host(of.virtualHost());
            String name = of.exchange().name();
            if (name.isEmpty() || name.startsWith(RESERVED)) {
                LOG.warn("exchange '{}' in {} is not imported: its name is the node's own", name, host);
            } else if (host.exchange(name) == null) {
                definitions.declareExchange(host, of.exchange(), loop, counted());
            }
        }

        private void queue(QueueDefinition queue) {
            VirtualHost host = host(queue.virtualHost());
            if (queue.name().startsWith(RESERVED)) {
                LOG.warn("{} is not imported: its name is the node's own", queue.inText());
            } else if (host.queue(queue.name()) == null) {
                Loop home = loops.get(Math.floorMod(queue.name().hashCode(), loops.size()));
                definitions.declareQueue(
                        host, queue, home, this.<QueueRef>counted().on(loop));
            }
        }

        private void binding(BindingOf of) {
            VirtualHost host = host(of.virtualHost());
            BindingDefinition binding = of.binding();
            if (binding.source().isEmpty()) {
                return; // the default exchange's follow from the queues
            }
            if (host.exchange(binding.source()) == null || Definitions.destination(host, binding) == null) {
                LOG.warn(
                        "the binding of '{}' to '{}' in {} is not imported: one of them was not",
                        binding.source(),
                        binding.destination(),
                        host);
                return;
            }
            definitions.bind(host, binding, loop, counted());
        }

        private VirtualHost host(String name) {
            VirtualHost host = definitions.virtualHost(name);
            if (host == null) {
                throw new IllegalStateException("vhost '" + name + "' was checked");
            }
            return host;
        }
    }
}
