// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import io.leveret.Operator;
import io.netty.pkitesting.X509Bundle;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A directory says who gets in and what they may do (auth_ldap). */
final class LdapBackEndIT {
    private static final String PEOPLE = "ou=people,dc=example,dc=com";
    private static final String GROUPS = "ou=groups,dc=example,dc=com";
    private static final String PATTERN = "auth_ldap.user_dn_pattern=cn=${username}," + PEOPLE;

    private BackEndNode node;
    private InMemoryDirectoryServer directory;

    @BeforeEach
    void prepare() throws Exception {
        node = new BackEndNode();
        directory(InMemoryListenerConfig.createLDAPConfig("plain", InetAddress.getLoopbackAddress(), 0, null));
    }

    private void directory(InMemoryListenerConfig listener) throws Exception {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example,dc=com");
        config.setListenerConfigs(listener);
        config.addAdditionalBindCredentials("cn=reader", "readers' secret");
        config.setSchema(null);
        if (directory != null) {
            directory.shutDown(true);
        }
        directory = new InMemoryDirectoryServer(config);
        directory.add("dn: dc=example,dc=com", "objectClass: domain", "dc: example");
        for (String unit : List.of(PEOPLE, GROUPS)) {
            directory.add("dn: " + unit, "objectClass: organizationalUnit");
        }
        person("ann", "uid: ann@example.com", "allows: ^mine-", "allows: ^ours-");
        person("bob", "uid: bob@example.com");
        directory.add(
                "dn: cn=users," + GROUPS,
                "objectClass: groupOfNames",
                "member: cn=ann," + PEOPLE,
                "member: cn=bob," + PEOPLE);
        directory.add(
                "dn: cn=inner," + GROUPS,
                "objectClass: groupOfNames",
                "member: cn=ann," + PEOPLE,
                "member: cn=outer," + GROUPS);
        directory.add("dn: cn=outer," + GROUPS, "objectClass: groupOfNames", "member: cn=inner," + GROUPS);
        directory.startListening();
    }

    private void person(String name, String... more) throws Exception {
        List<String> lines = new ArrayList<>(List.of(
                "dn: cn=" + name + "," + PEOPLE, "objectClass: person", "cn: " + name, "userPassword: " + name + "'s"));
        lines.addAll(List.of(more));
        directory.add(lines.toArray(String[]::new));
    }

    @AfterEach
    void stop() {
        node.close();
        directory.shutDown(true);
    }

    private void start(String... sets) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "auth_backends.1=ldap",
                "auth_ldap.servers.1=127.0.0.1",
                "auth_ldap.port=" + directory.getListenPort()));
        all.addAll(List.of(sets));
        node.start(all.toArray(String[]::new));
    }

    private void assertRefused(String name, String password) {
        assertThatThrownBy(() -> node.connect(name, password)).isInstanceOf(AuthenticationFailureException.class);
    }

    @Test
    void aLoginIsABind() throws Exception {
        start(PATTERN);
        node.connect("ann", "ann's").close();
        assertRefused("ann", "bob's");
        assertRefused("ann", ""); // a directory would take it for nobody in particular
        assertRefused("nobody", "ann's");
    }

    /** Each would be ann, everybody, or another place in the tree if the name were taken for more than a name. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "ann," + PEOPLE + ",cn=x",
                "ann)(cn=*",
                "ann\\,x",
                "ann+uid=ann@example.com",
                "\\61nn",
                "${ad_user}"
            })
    void aNameIsOnlyAName(String name) throws Exception {
        start(
                PATTERN,
                "auth_ldap.dn_lookup_attribute=cn",
                "auth_ldap.dn_lookup_base=" + PEOPLE,
                "auth_ldap.dn_lookup_bind=anon");
        assertRefused(name, "ann's");
    }

    @Test
    void aStrangeNameIsAName() throws Exception {
        person("o\\, connor\\=1");
        start(PATTERN);
        node.connect("o, connor=1", "o\\, connor\\=1's").close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dn_lookup_bind=anon", "dn_lookup_bind=reader", "dn_lookup_bind=as_user"})
    void aUserIsLookedUp(String bind) throws Exception {
        List<String> sets = new ArrayList<>(List.of(
                "auth_ldap.dn_lookup_attribute=uid",
                "auth_ldap.dn_lookup_base=" + PEOPLE,
                "auth_ldap.user_dn_pattern=${username}@example.com",
                "auth_ldap.queries.vhost_access={equals, \"${user_dn}\", \"cn=ann," + PEOPLE + "\"}"));
        if (bind.endsWith("reader")) {
            sets.add("auth_ldap.dn_lookup_bind.user_dn=cn=reader");
            sets.add("auth_ldap.dn_lookup_bind.password=readers' secret");
        } else {
            sets.add("auth_ldap." + bind);
        }
        if (bind.endsWith("as_user")) {
            sets.add("auth_ldap.user_bind_pattern=cn=${username}," + PEOPLE);
        }
        start(sets.toArray(String[]::new));
        node.connect("ann", "ann's").close();
        assertRefused("ann", "wrong");
        assertThatThrownBy(() -> node.connect("bob", "bob's"))
                .hasStackTraceContaining("access to vhost '/' refused for user 'bob'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"as_user", "anon", "reader"})
    void queriesSayWhatIsAllowed(String bind) throws Exception {
        List<String> sets = new ArrayList<>(List.of(
                PATTERN,
                "auth_ldap.group_lookup_base=" + GROUPS,
                "auth_ldap.queries.vhost_access={in_group, \"cn=users," + GROUPS + "\"}",
                "auth_ldap.queries.resource_access={for, [\n"
                        + "  {permission, configure, {match, \"${name}\", {attribute, \"${user_dn}\", \"allows\"}}},\n"
                        + "  {permission, write, {for, [{resource, queue, {constant, true}},\n"
                        + "                             {resource, exchange, {in_group_nested, \"cn=outer,"
                        + GROUPS + "\"}}]}},\n"
                        + "  {permission, read, {'and', [{constant, true}, {'not', {equals, \"${name}\", \"no\"}}]}}]}.",
                "auth_ldap.queries.topic_access={match, {string, \"${routing_key}\"}, {string, \"^${username}\\\\.\"}}",
                "auth_ldap.queries.tags=[{administrator, {constant, false}}, {impersonator, {exists, \"cn=${username},"
                        + PEOPLE + "\"}}]"));
        if (bind.equals("reader")) {
            sets.add("auth_ldap.other_bind.user_dn=cn=reader");
            sets.add("auth_ldap.other_bind.password=readers' secret");
        } else {
            sets.add("auth_ldap.other_bind=" + bind);
        }
        start(sets.toArray(String[]::new));
        try (Connection connection = node.connect("ann", "ann's")) {
            Channel channel = connection.createChannel();
            channel.queueDeclare("mine-1", false, false, false, null);
            channel.queueDeclare("ours-1", false, false, false, null);
            channel.queueBind("mine-1", "amq.topic", "ann.x");
            channel.basicPublish(
                    "amq.topic",
                    "ann.x",
                    new com.rabbitmq.client.AMQP.BasicProperties.Builder()
                            .userId("bob")
                            .build(), // by the tag
                    "x".getBytes(UTF_8));
            assertThat(channel.basicGet("mine-1", true)).isNotNull();
            assertThat(Refusal.of(connection, c -> c.queueDeclare("theirs", false, false, false, null))
                            .text())
                    .isEqualTo(
                            "ACCESS_REFUSED - configure access to queue 'theirs' in vhost '/' refused for user 'ann'");
            assertThat(Refusal.of(connection, c -> c.queueBind("mine-1", "amq.topic", "bob.x"))
                            .text())
                    .contains("read access to topic 'bob.x'");
        }
        try (Connection connection = node.connect("bob", "bob's")) {
            assertThat(Refusal.of(connection, c -> {
                                c.confirmSelect();
                                c.basicPublish("amq.direct", "x", null, new byte[0]);
                                c.basicQos(1);
                            })
                            .text())
                    .contains("write access to exchange 'amq.direct'");
        }
    }

    @Test
    void whatTheDirectoryDoesNotSayIsNoPermission() throws Exception {
        start(PATTERN, "auth_ldap.queries.vhost_access={'not', {for, [{name, x, {constant, true}}]}}");
        assertThatThrownBy(() -> node.connect("ann", "ann's"))
                .hasStackTraceContaining("access to vhost '/' refused for user 'ann'");
    }

    @Test
    void theNextLoginAsksAgain() throws Exception {
        start(PATTERN);
        node.connect("ann", "ann's").close();
        int port = directory.getListenPort();
        directory.shutDown(true);
        assertRefused("ann", "ann's");
        directory(InMemoryListenerConfig.createLDAPConfig("plain", InetAddress.getLoopbackAddress(), port, null));
        node.connect("ann", "ann's").close();
    }

    @Test
    void aConnectionThatTheServerHasClosedIsReplaced() throws Exception {
        start(PATTERN);
        node.connect("ann", "ann's").close();
        directory.closeAllConnections(true);
        node.connect("ann", "ann's").close();
    }

    @Test
    void whoIsWhoMayBeAskedHereAndTheRestElsewhere() throws Exception {
        start(PATTERN, "auth_backends.1.authn=ldap", "auth_backends.1.authz=internal");
        assertRefused("ann", "ann's"); // nobody here knows her
        Operator operator = new Operator(node.broker());
        operator.addUser("ann", "another");
        operator.permit("ann", "/", "^a$", "", "");
        try (Connection connection = node.connect("ann", "ann's")) {
            connection.createChannel().queueDeclare("a", false, false, false, null);
        }
        assertRefused("ann", "another");
    }

    @Test
    void answersAreKept() throws Exception {
        start(
                PATTERN,
                "auth_backends.1=cache",
                "auth_cache.cached_backend=ldap",
                "auth_cache.cache_ttl=600000",
                "auth_ldap.queries.vhost_access={in_group, \"cn=users," + GROUPS + "\"}");
        node.connect("ann", "ann's").close();
        directory.shutDown(true);
        node.connect("ann", "ann's").close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"use_ssl", "use_starttls"})
    void theDirectoryIsAskedOverTls(String encryption, @TempDir Path files) throws Exception {
        Authority authority = new Authority("directories");
        X509Bundle bundle = authority.issue("CN=localhost");
        Authority.write(files, bundle, authority);
        SSLContext server = SSLContext.getInstance("TLS");
        server.init(bundle.toKeyManagerFactory().getKeyManagers(), null, null);
        InetAddress here = InetAddress.getLoopbackAddress();
        directory(
                encryption.equals("use_ssl")
                        ? InMemoryListenerConfig.createLDAPSConfig(
                                "tls", here, 0, server.getServerSocketFactory(), null)
                        : InMemoryListenerConfig.createLDAPConfig("plain", here, 0, server.getSocketFactory()));
        start(
                PATTERN,
                "auth_ldap." + encryption + "=true",
                "auth_ldap.servers.1=localhost",
                "auth_ldap.ssl_options.cacertfile=" + files.resolve("ca.pem"));
        node.connect("ann", "ann's").close();
        node.close();
        node = new BackEndNode();
        start( // the certificate is for another name
                PATTERN,
                "auth_ldap." + encryption + "=true",
                "auth_ldap.ssl_options.cacertfile=" + files.resolve("ca.pem"));
        assertRefused("ann", "ann's");
        node.close();
        node = new BackEndNode();
        start(PATTERN, "auth_ldap." + encryption + "=true", "auth_ldap.servers.1=localhost"); // signed by nobody known
        assertRefused("ann", "ann's");
    }
}
