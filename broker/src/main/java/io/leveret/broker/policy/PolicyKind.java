// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.policy;

/** The two lists of policies of a virtual host. */
public enum PolicyKind {
    /** Said by users: where a declaration's argument says something else, that counts, or the lower of two numbers. */
    POLICY("policy"),
    /** Said by the node's operators: limits what policies may say. */
    OPERATOR_POLICY("operator_policy");

    private final String component;

    PolicyKind(String component) {
        this.component = component;
    }

    /** RabbitMQ's name for it among runtime parameters. */
    public String component() {
        return component;
    }

    /** The kind of this name; {@link #POLICY} or {@link #OPERATOR_POLICY}. */
    public static PolicyKind ofComponent(String component) {
        return component.equals(OPERATOR_POLICY.component) ? OPERATOR_POLICY : POLICY;
    }
}
