// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.policy;

import io.leveret.auth.NamePattern;
import io.leveret.broker.message.AmqpException;
import io.leveret.table.Table;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A policy as an operator writes it, not checked yet.
 *
 * @param applyTo null where nothing is said, which means {@code all}
 */
public record PolicyRequest(
        String name, String pattern, @Nullable String applyTo, long priority, Table definition) {

    public static PolicyRequest of(Policy policy) {
        return new PolicyRequest(
                policy.name(),
                policy.pattern().regex(),
                policy.applyTo().text(),
                policy.priority(),
                policy.definition());
    }

    /**
     * The policy, if it is one.
     *
     * @throws AmqpException with RabbitMQ's text ({@code Validation failed} …) if it is not
     */
    public Policy check(PolicyKind kind) {
        ApplyTo to = applyTo == null ? ApplyTo.ALL : ApplyTo.of(applyTo);
        if (to == null) {
            throw invalid("apply-to '" + applyTo + "' unrecognised; should be one of: 'queues', 'classic_queues',  "
                    + "'quorum_queues', 'streams', 'exchanges', or 'all'");
        }
        NamePattern compiled;
        try {
            compiled = NamePattern.of(pattern);
        } catch (IllegalArgumentException e) {
            throw invalid(
                    pattern.getBytes(StandardCharsets.UTF_8).length > NamePattern.BYTES_MAX
                            ? "pattern must not exceed " + NamePattern.BYTES_MAX + " bytes"
                            : "pattern should be regular expression but is invalid: " + e.getMessage());
        }
        String mistake = PolicyKeys.mistake(kind, definition);
        if (mistake != null) {
            throw invalid(mistake);
        }
        return new Policy(name, compiled, to, priority, definition);
    }

    private static AmqpException invalid(String mistake) {
        return AmqpException.preconditionFailed("Validation failed\n\n" + mistake + "\n");
    }
}
