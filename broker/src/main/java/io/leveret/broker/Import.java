// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.auth.UserDefinition;
import io.leveret.auth.Users;
import io.leveret.broker.policy.PolicyKind;
import io.leveret.broker.policy.PolicyRequest;
import io.leveret.broker.queue.QueueDefinition;
import java.util.List;
import java.util.Map;

/**
 * Definitions that an operator wants to be there beside those that are; not checked yet. What exists already stays
 * where it is an exchange, a queue or a binding, and is replaced where it is anything else. Each list in the order it
 * was written.
 *
 * @param virtualHosts by name
 * @param globalParameters by name
 */
public record Import(
        List<UserDefinition> users,
        Map<String, VirtualHostMetadata> virtualHosts,
        List<Users.Entry> permissions,
        List<Users.TopicEntry> topicPermissions,
        List<Parameters.Parameter> parameters,
        Map<String, Object> globalParameters,
        List<PolicyOf> policies,
        List<ExchangeOf> exchanges,
        List<QueueDefinition> queues,
        List<BindingOf> bindings) {

    /** A policy of a virtual host. */
    public record PolicyOf(PolicyKind kind, String virtualHost, PolicyRequest policy) {}

    /** An exchange of a virtual host. */
    public record ExchangeOf(String virtualHost, ExchangeDefinition exchange) {}

    /** A binding in a virtual host. */
    public record BindingOf(String virtualHost, BindingDefinition binding) {}
}
