// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.exchange.Exchange;
import io.leveret.broker.message.Reply;
import io.leveret.broker.policy.Policies;
import io.leveret.broker.policy.Policy;
import io.leveret.broker.policy.PolicyKind;
import io.leveret.broker.policy.PolicyRequest;
import io.leveret.broker.queue.QueueRef;
import io.leveret.loop.Loop;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Policies as definitions: set and cleared by the one writer, durable, and in force for every queue and exchange that
 * exists when the answer leaves. What counts is read from {@link VirtualHost#policies}.
 */
public final class PolicyDefinitions {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyDefinitions.class);

    private final Definitions definitions;
    private final DefinitionsWriter writer;

    PolicyDefinitions(Definitions definitions, DefinitionsWriter writer) {
        this.definitions = definitions;
        this.writer = writer;
    }

    /** Sets a policy, if it is valid: 406 with RabbitMQ's text else. */
    public void set(PolicyKind kind, String virtualHost, PolicyRequest request, Loop caller, Reply<Policy> reply) {
        writer.command(caller, reply, () -> {
            VirtualHost host = existing(virtualHost);
            Policy policy = request.check(kind);
            host.policies().set(kind, policy);
            writer.log(new PolicyCommand.SetPolicy(kind, virtualHost, PolicyRequest.of(policy)));
            LOG.info(
                    "{} '{}' is set in {}: {} that match '{}', {}",
                    kind.component(),
                    policy.name(),
                    host,
                    policy.applyTo().text(),
                    policy.pattern(),
                    policy.definition());
            apply(host);
            return policy;
        });
    }

    /** Clears a policy; answers whether there was one. */
    public void clear(PolicyKind kind, String virtualHost, String name, Loop caller, Reply<Boolean> reply) {
        writer.command(caller, reply, () -> {
            VirtualHost host = existing(virtualHost);
            boolean cleared = host.policies().clear(kind, name);
            if (cleared) {
                writer.log(new PolicyCommand.ClearPolicy(kind, virtualHost, name));
                LOG.info("{} '{}' is cleared in {}", kind.component(), name, host);
                apply(host);
            }
            return cleared;
        });
    }

    private VirtualHost existing(String name) {
        VirtualHost host = definitions.virtualHost(name);
        if (host == null) {
            throw Definitions.noSuchVirtualHost(name);
        }
        return host;
    }

    // ---- for the definitions, on the writer's loop

    /** Lets the policies count for everything in the virtual host. */
    static void apply(VirtualHost host) {
        Policies policies = host.policies();
        host.queues().forEach(queue -> apply(policies, queue));
        for (Exchange exchange : host.exchanges()) {
            apply(policies, exchange);
        }
        host.topology().changed();
    }

    static void apply(Policies policies, QueueRef queue) {
        queue.apply(policies.forQueue(queue.name(), queue.type().text()));
    }

    static void apply(Policies policies, Exchange exchange) {
        exchange.apply(policies.forExchange(exchange.name()));
    }

    /** Adds the commands that make what is there. */
    static void snapshot(VirtualHost host, List<DefinitionCommand> all) {
        for (PolicyKind kind : PolicyKind.values()) {
            for (Policy policy : host.policies().all(kind)) {
                all.add(new PolicyCommand.SetPolicy(kind, host.name(), PolicyRequest.of(policy)));
            }
        }
    }
}
