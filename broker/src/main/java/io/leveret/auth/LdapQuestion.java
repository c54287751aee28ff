// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPException;
import io.leveret.config.LdapQuery;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A query about one user, with the values of its variables. What a query cannot say is unknown, and neither its {@code
 * not} nor anything else makes a permission of that.
 */
final class LdapQuestion {
    private static final Logger LOG = LoggerFactory.getLogger(LdapQuestion.class);

    /** Groups that are looked into for one answer. */
    private static final int GROUPS_MAX = 1_000;

    private final LdapDirectory.Bound directory;
    private final @Nullable String groupBase;
    private final Map<String, String> variables;
    private final String userDn;

    /** Of three values, as in Kleene's logic. */
    enum Answer {
        YES,
        NO,
        UNKNOWN;

        static Answer of(boolean yes) {
            return yes ? YES : NO;
        }
    }

    /**
     * @param groupBase below which nested groups are, or null
     * @param variables by name, {@code user_dn} among them
     */
    LdapQuestion(LdapDirectory.Bound directory, @Nullable String groupBase, Map<String, String> variables) {
        this.directory = directory;
        this.groupBase = groupBase;
        this.variables = variables;
        this.userDn = variables.getOrDefault(LdapPattern.USER_DN, "");
    }

    Answer ask(LdapQuery.Condition condition) throws LDAPException {
        if (condition instanceof LdapQuery.Constant constant) {
            return Answer.of(constant.value());
        }
        if (condition instanceof LdapQuery.For choices) {
            return choose(choices);
        }
        if (condition instanceof LdapQuery.Not not) {
            return switch (ask(not.condition())) {
                case YES -> Answer.NO;
                case NO -> Answer.YES;
                case UNKNOWN -> Answer.UNKNOWN;
            };
        }
        if (condition instanceof LdapQuery.And and) {
            return all(and.conditions(), Answer.NO, Answer.YES);
        }
        if (condition instanceof LdapQuery.Or or) {
            return all(or.conditions(), Answer.YES, Answer.NO);
        }
        if (condition instanceof LdapQuery.Equals equals) {
            List<String> one = values(equals.one());
            List<String> other = values(equals.other());
            return Answer.of(
                    one.size() == 1 ? other.contains(one.get(0)) : other.size() == 1 && one.contains(other.get(0)));
        }
        if (condition instanceof LdapQuery.Match match) {
            return Answer.of(matches(match));
        }
        return Answer.of(inDirectory(condition));
    }

    /** The first answer that decides, or the other; unknown where one of them is and none decides. */
    private Answer all(List<LdapQuery.Condition> conditions, Answer decisive, Answer otherwise) throws LDAPException {
        Answer all = otherwise;
        for (LdapQuery.Condition condition : conditions) {
            Answer one = ask(condition);
            if (one == decisive) {
                return decisive;
            }
            all = one == Answer.UNKNOWN ? Answer.UNKNOWN : all;
        }
        return all;
    }

    private Answer choose(LdapQuery.For choices) throws LDAPException {
        for (LdapQuery.Choice choice : choices.choices()) {
            String value = variables.get(choice.variable());
            if (value == null) {
                LOG.warn("a query for {} is asked where there is none", choice.variable());
                return Answer.UNKNOWN;
            }
            if (value.equals(choice.value())) {
                return ask(choice.condition());
            }
        }
        return Answer.UNKNOWN;
    }

    private boolean inDirectory(LdapQuery.Condition condition) throws LDAPException {
        if (condition instanceof LdapQuery.Exists exists) {
            return directory.has(dn(exists.dnPattern()), Filter.createPresenceFilter("objectClass"));
        }
        if (condition instanceof LdapQuery.InGroup group) {
            return directory.has(dn(group.dnPattern()), Filter.createEqualityFilter(group.attribute(), userDn));
        }
        if (condition instanceof LdapQuery.InGroupNested group) {
            return isNested(group);
        }
        throw new IllegalArgumentException(String.valueOf(condition));
    }

    private boolean isNested(LdapQuery.InGroupNested group) throws LDAPException {
        if (groupBase == null) {
            throw new IllegalStateException(
                    "in_group_nested needs auth_ldap.group_lookup_base or auth_ldap.dn_lookup_base");
        }
        String wanted = normal(dn(group.dnPattern()));
        Set<String> seen = new HashSet<>();
        ArrayDeque<String> members = new ArrayDeque<>(List.of(userDn));
        while (!members.isEmpty() && seen.size() <= GROUPS_MAX) {
            for (String parent : directory.find(groupBase, group.subtree(), group.attribute(), members.removeFirst())) {
                String name = normal(parent);
                if (name.equals(wanted)) {
                    return true;
                }
                if (seen.add(name)) {
                    members.addLast(parent);
                }
            }
        }
        return false;
    }

    private static String normal(String dn) throws LDAPException {
        return DN.normalize(dn);
    }

    private boolean matches(LdapQuery.Match match) throws LDAPException {
        List<String> values = values(match.value());
        List<String> regexes = match.regex() instanceof LdapQuery.Text text
                ? List.of(LdapPattern.regex(text.pattern(), variables))
                : values(match.regex());
        if (values.size() > 1 && regexes.size() > 1) {
            return false; // as in RabbitMQ
        }
        return regexes.stream().anyMatch(regex -> values.stream().anyMatch(matching(regex)));
    }

    private static Predicate<String> matching(String regex) {
        try {
            return NamePattern.of(regex)::matches;
        } catch (IllegalArgumentException e) {
            LOG.warn("'{}' is no regular expression: {}", regex, e.getMessage());
            return value -> false;
        }
    }

    private List<String> values(LdapQuery.Value value) throws LDAPException {
        if (value instanceof LdapQuery.Attribute attribute) {
            return directory.values(dn(attribute.dnPattern()), attribute.name());
        }
        return List.of(LdapPattern.text(((LdapQuery.Text) value).pattern(), variables));
    }

    private String dn(String pattern) {
        return LdapPattern.dn(pattern, variables);
    }
}
