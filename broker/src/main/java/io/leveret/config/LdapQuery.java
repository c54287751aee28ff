// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import java.util.List;

/**
 * A question to a directory, as rabbitmq.conf words it ({@code auth_ldap.queries.*}). Patterns have variables: {@code
 * ${username}}, {@code ${user_dn}}, {@code ${vhost}} and so on.
 */
public sealed interface LdapQuery {

    /** That may be true or false. */
    sealed interface Condition extends LdapQuery {}

    /** That has values. */
    sealed interface Value extends LdapQuery {}

    record Constant(boolean value) implements Condition {}

    /** The first choice whose variable has the value; none is no answer. */
    record For(List<Choice> choices) implements Condition {}

    record Choice(String variable, String value, Condition condition) {}

    /** Whether there is an object of that name. */
    record Exists(String dnPattern) implements Condition {}

    /**
     * Whether the user is a member of that group.
     *
     * @param attribute of the group, which has the members
     */
    record InGroup(String dnPattern, String attribute) implements Condition {}

    /**
     * Whether the user is a member of that group, or of one that is.
     *
     * @param subtree whether groups are looked for below the base at any depth; else right below it
     */
    record InGroupNested(String dnPattern, String attribute, boolean subtree) implements Condition {}

    record Not(Condition condition) implements Condition {}

    record And(List<Condition> conditions) implements Condition {}

    record Or(List<Condition> conditions) implements Condition {}

    record Equals(Value one, Value other) implements Condition {}

    /**
     * @param regex found anywhere in the value
     */
    record Match(Value value, Value regex) implements Condition {}

    record Text(String pattern) implements Value {}

    /** What the object of that name has of the attribute. */
    record Attribute(String dnPattern, String name) implements Value {}

    /**
     * Which question says whether a user has a tag.
     */
    record Tag(String tag, Condition condition) {}
}
