// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import com.unboundid.ldap.sdk.LDAPException;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * What the directory says of one of its users. Two logins of one user with one password are judged alike.
 *
 * @param dn distinguished name
 * @param password of the login, for queries asked as the user; empty where there is none
 */
record LdapAuthority(LdapBackEnd backEnd, String name, String dn, String password) implements Authority {

    private Map<String, String> variables() {
        Map<String, String> variables = LdapPattern.variables(name);
        variables.put(LdapPattern.USER_DN, dn);
        return variables;
    }

    Set<String> tags(LdapDirectory.Bound bound) throws LDAPException {
        return backEnd.tags(bound, variables());
    }

    @Override
    public void mayOpen(User user, String virtualHost, Consumer<Boolean> answer) {
        Map<String, String> variables = variables();
        variables.put("vhost", virtualHost);
        backEnd.decide(this, backEnd.queries().virtualHost(), variables, answer);
    }

    @Override
    public void may(User user, Permission permission, Resource resource, Consumer<Boolean> answer) {
        Map<String, String> variables = variables();
        variables.put("vhost", resource.virtualHost());
        variables.put("resource", resource.kind().inText());
        variables.put("name", resource.name());
        variables.put("permission", permission.inText());
        backEnd.decide(this, backEnd.queries().resource(), variables, answer);
    }

    @Override
    public void mayUse(User user, TopicUse topic, Consumer<Boolean> answer) {
        Map<String, String> variables = variables();
        variables.put("vhost", topic.virtualHost());
        variables.put("resource", "topic");
        variables.put("name", topic.exchange());
        variables.put("permission", topic.permission().inText());
        variables.put("routing_key", topic.routingKey());
        variables.put("variable_map.username", name);
        variables.put("variable_map.vhost", topic.virtualHost());
        if (!topic.clientId().isEmpty()) {
            variables.put("variable_map.client_id", topic.clientId());
        }
        backEnd.decide(this, backEnd.queries().topic(), variables, answer);
    }

    /** A password stays what it was when it was asked for. */
    @Override
    public void refresh(User user, String secret, Consumer<LoginResult> answer) {
        answer.accept(new LoginResult.Accepted(user));
    }

    @Override
    public String toString() {
        return "LdapAuthority[" + dn + "]";
    }
}
