// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The queries of the LDAP back end, as RabbitMQ's users write them. */
class LdapQueriesTest {
    private static final String START = "auth_backends.1 = ldap\nauth_ldap.servers.1 = ldap.example.com\n";

    @TempDir
    Path directory;

    private Ldap read(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("rabbitmq.conf"), START + text);
        return Configuration.load(new Sources(Map.of(), file, List.of()))
                .settings()
                .authentication()
                .backEnds()
                .ldap();
    }

    @Test
    void readsWhatRabbitMqReads() throws Exception {
        Ldap ldap = read("""
                auth_ldap.queries.vhost_access = '''
                    {in_group,"ou=${vhost}-users,ou=vhosts,dc=example,dc=com"}.
                '''
                auth_ldap.queries.resource_access = '''
                    {for, [
                        {permission, configure, {in_group, "cn=admin", "uniqueMember"}}, % administrators
                        {permission, write, {'or', [{in_group_nested, "cn=w", "member", single_level},
                                                    {'not', {exists, "cn=x"}}]}}
                    ]}
                '''
                auth_ldap.queries.topic_access = {match, {string, "${routing_key}"}, {attribute, "cn=a", "re"}}
                auth_ldap.queries.tags = [{administrator, {constant, false}}, {management, {constant, true}}]
                """);
        assertThat(ldap.queries())
                .isEqualTo(new Ldap.Queries(
                        new LdapQuery.InGroup("ou=${vhost}-users,ou=vhosts,dc=example,dc=com", "member"),
                        new LdapQuery.For(List.of(
                                new LdapQuery.Choice(
                                        "permission", "configure", new LdapQuery.InGroup("cn=admin", "uniqueMember")),
                                new LdapQuery.Choice(
                                        "permission",
                                        "write",
                                        new LdapQuery.Or(List.of(
                                                new LdapQuery.InGroupNested("cn=w", "member", false),
                                                new LdapQuery.Not(new LdapQuery.Exists("cn=x"))))))),
                        new LdapQuery.Match(
                                new LdapQuery.Text("${routing_key}"), new LdapQuery.Attribute("cn=a", "re")),
                        List.of(
                                new LdapQuery.Tag("administrator", new LdapQuery.Constant(false)),
                                new LdapQuery.Tag("management", new LdapQuery.Constant(true)))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{constant, yes} | invalid query: expected true or false",
                "{constant, true | invalid query: expected ',' or '}' at character 15, found the end",
                "{in_grupp, \"cn=a\"} | invalid query: there is no query 'in_grupp' with 1 arguments",
                "{in_group, cn} | invalid query: expected a string in double quotes",
                "{in_group, \"cn} | invalid query: expected the closing \" at character 15, found the end",
                "{'and', {constant, true}} | invalid query: expected a list of queries",
                "{equals, {constant, true}, \"x\"} | invalid query: expected a string, {string, \"…\"} or {attribute, \"dn\", \"name\"}",
                "{constant, true} {constant, true} | invalid query: expected the end at character 17, found '{'",
                "os:cmd(\"x\") | invalid query: expected the end at character 2, found ':'",
            })
    void saysWhereAQueryMakesNoSense(String query, String mistake) {
        assertThatThrownBy(() -> read("\nauth_ldap.queries.vhost_access = " + query))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(directory.resolve("rabbitmq.conf") + ":4: auth_ldap.queries.vhost_access = '" + query
                        + "': " + mistake);
    }

    @Test
    void aQueryMayNotBeEndlesslyDeep() {
        assertThatThrownBy(() -> read("auth_ldap.queries.tags = " + "[".repeat(100_000)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("expected at most 64 levels");
    }

    @Test
    void aBackEndWithoutServersIsAMistake() {
        assertThatThrownBy(() -> Configuration.load(new Sources(Map.of(), null, List.of("auth_backends.1=ldap"))))
                .hasMessage("auth_ldap.servers.1 is not set, and the LDAP back end needs it");
    }

    @Test
    void passwordsAreNeverShown() throws Exception {
        Configuration configuration = Configuration.load(new Sources(
                Map.of(),
                null,
                List.of(
                        "auth_ldap.other_bind.user_dn=cn=reader",
                        "auth_ldap.other_bind.password=secret1",
                        "auth_ldap.dn_lookup_bind.user_dn=cn=reader",
                        "auth_ldap.dn_lookup_bind.password=secret2")));
        assertThat(configuration.lines())
                .contains("auth_ldap.other_bind.password = ********  # --set")
                .noneMatch(line -> line.contains("secret"));
        assertThat(configuration.settings().authentication().backEnds().toString())
                .doesNotContain("secret");
    }
}
