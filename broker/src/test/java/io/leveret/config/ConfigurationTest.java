// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.config.Settings.Amqp;
import io.leveret.config.Settings.DefaultUser;
import io.leveret.config.Settings.Permissions;
import io.leveret.config.Settings.Watermark;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {
    @TempDir
    private Path tmp;

    @Test
    void isTheDefaultsWhereNothingIsGiven() throws Exception {
        Configuration nothing = load();
        assertThat(nothing.settings()).isEqualTo(Settings.defaults());
        assertThat(nothing.warnings()).isEmpty();
    }

    @Test
    void readsTheProtocolsLimits() throws Exception {
        assertThat(load(
                                "frame_max=256KB",
                                "initial_frame_max=8192",
                                "channel_max=100",
                                "heartbeat=0",
                                "max_message_size=1000",
                                "handshake_timeout=infinity",
                                "consumer_max_per_channel=16")
                        .settings()
                        .amqp())
                .isEqualTo(new Amqp(262_144, 8_192, 100, 0, 1_000, Integer.MAX_VALUE, 16));
    }

    @Test
    void readsListeners() throws Exception {
        assertThat(load("listeners.tcp.default=127.0.0.1:5683").settings().listeners())
                .containsExactly(new InetSocketAddress("127.0.0.1", 5683));
        assertThat(load("listeners.tcp.1=5672", "listeners.tcp.2=[::1]:5673")
                        .settings()
                        .listeners())
                .containsExactly(new InetSocketAddress("0.0.0.0", 5672), new InetSocketAddress("::1", 5673));
        assertThat(load("listeners.tcp=none", "listeners.tcp.1=5672").settings().listeners())
                .isEmpty();
    }

    @Test
    void readsTheDefaultUser() throws Exception {
        assertThat(load(
                                "default_user=admin",
                                "default_pass=a#b",
                                "default_vhost=dev",
                                "default_user_tags.monitoring=true",
                                "default_user_tags.administrator=false",
                                "default_permissions.write=^x",
                                "loopback_users.guest=false")
                        .settings()
                        .defaultUser())
                .isEqualTo(new DefaultUser(
                        "admin", "a#b", "dev", Set.of("monitoring"), new Permissions(".*", "^x", ".*"), Set.of()));
        assertThat(load("loopback_users=none").settings().defaultUser().loopbackOnly())
                .isEmpty();
        // As in RabbitMQ: whoever names one user names them all.
        assertThat(load("loopback_users.john\\.doe=true")
                        .settings()
                        .defaultUser()
                        .loopbackOnly())
                .containsExactly("john.doe");
    }

    @Test
    void letsNobodyInWithoutANameUnlessToldTo() throws Exception {
        assertThat(load().settings().authentication().anonymousUser()).isNull();
        Settings.Authentication byUser = load("anonymous_login_user=bob", "anonymous_login_pass=x")
                .settings()
                .authentication();
        assertThat(byUser.mechanisms()).containsExactly("PLAIN", "AMQPLAIN", "ANONYMOUS");
        assertThat(byUser.anonymousUser()).isEqualTo("bob");
        Settings.Authentication byMechanism = load("auth_mechanisms.2=ANONYMOUS", "auth_mechanisms.1=PLAIN")
                .settings()
                .authentication();
        assertThat(byMechanism.mechanisms()).containsExactly("PLAIN", "ANONYMOUS");
        assertThat(byMechanism.anonymousUser()).isEqualTo("guest");
        assertThat(load("auth_mechanisms.1=ANONYMOUS", "anonymous_login_user=none")
                        .settings()
                        .authentication()
                        .mechanisms())
                .isEmpty();
    }

    @Test
    void readsEverythingElse() throws Exception {
        Settings settings = load(
                        "leveret.loops=3",
                        "cluster_name=c",
                        "product.name=P",
                        "tcp_listen_options.nodelay=false",
                        "vm_memory_high_watermark.absolute=1GiB",
                        "disk_free_limit.relative=1.5",
                        "max_connections=10",
                        "default_queue_type=quorum",
                        "consumer_timeout=5000",
                        "queue_types.stream.enabled=false",
                        "management.tcp.ip=127.0.0.1",
                        "management.tcp.port=15683",
                        "prometheus.ssl.port=15691",
                        "log.console.level=debug",
                        "log.connection.level=none",
                        "deprecated_features.permit.global_qos=false",
                        "listeners.ssl.1=5671",
                        "ssl_options.certfile=/c.pem",
                        "ssl_options.verify=verify_peer",
                        "ssl_options.versions.1=tlsv1.3")
                .settings();
        assertThat(settings.loops()).isEqualTo(3);
        assertThat(settings.identity().clusterName()).isEqualTo("c");
        assertThat(settings.identity().productName()).isEqualTo("P");
        assertThat(settings.sockets().noDelay()).isFalse();
        assertThat(settings.alarms().memory()).isEqualTo(new Watermark.Absolute(1L << 30));
        assertThat(settings.alarms().diskFree().bytes(100)).isEqualTo(150);
        assertThat(settings.limits().connections()).isEqualTo(10);
        assertThat(settings.queues().type()).isEqualTo("quorum");
        assertThat(settings.queues().consumerTimeoutMillis()).isEqualTo(5_000);
        assertThat(settings.queues().disabledTypes()).containsExactly("stream");
        assertThat(settings.management().http().address()).isEqualTo(new InetSocketAddress("127.0.0.1", 15683));
        assertThat(settings.metrics().http().address()).isNull();
        assertThat(settings.metrics().http().tlsAddress()).isEqualTo(new InetSocketAddress("0.0.0.0", 15691));
        assertThat(settings.logging().console().level()).isEqualTo(Logging.Level.DEBUG);
        assertThat(settings.logging().levels()).isEqualTo(Map.of("connection", Logging.Level.NONE));
        assertThat(settings.deprecatedFeatures()).isEqualTo(Map.of("global_qos", false));
        assertThat(settings.tls().listeners()).containsExactly(new InetSocketAddress("0.0.0.0", 5671));
        assertThat(settings.tls().options().certFile()).isEqualTo("/c.pem");
        assertThat(settings.tls().options().verifyPeer()).isTrue();
        assertThat(settings.tls().options().versions()).containsExactly("tlsv1.3");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    heartbeat=abc                        | an integer from 0 to 65535
                    heartbeat=65536                      | an integer from 0 to 65535
                    heartbeat=                           | an integer from 0 to 65535
                    handshake_timeout=0                  | an integer of at least 1, or infinity
                    frame_max=100                        | 0 (no limit) or a number of bytes of at least 4096
                    frame_max=1MiB                       | a number of bytes of at least 0, with kb, mb, gb (of 1024) or without
                    max_message_size=0                   | a number of bytes from 1 to 536870912, with kb, mb, gb (of 1024) or without
                    listeners.tcp.default=localhost:5672 | a port from 0 to 65535, or an IP address and a port as in 127.0.0.1:5672
                    listeners.tcp=5672                   | one of none
                    loopback_users.guest=no              | one of false, true
                    vm_memory_high_watermark.relative=2  | a number from 0.0 to 1.0
                    disk_free_limit.absolute=lots        | a number of bytes, as in 10000000000, 500MB, 500MiB, 10GB or 10GiB
                    management.tcp.ip=localhost          | an IP address
                    default_queue_type=mirrored          | one of classic, quorum, rabbit_classic_queue, rabbit_quorum_queue, rabbit_stream_queue, stream
                    auth_backends.1=dummy                | internal, ldap, http, oauth2 or cache; there are no other back ends
                    """)
    void quotesBadValuesWithTheirRange(String set, String expected) {
        int equals = set.indexOf('=');
        assertThatThrownBy(() -> load(set))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage("--set: " + set.substring(0, equals) + " = '" + set.substring(equals + 1) + "': expected "
                        + expected);
    }

    @Test
    void neverQuotesSecrets() {
        assertThatThrownBy(() -> load("default_pass=encrypted:abc"))
                .hasMessage("--set: default_pass = (hidden): encrypted values cannot be read");
    }

    @Test
    void namesTheNearestOfAnUnknownKey() throws Exception {
        Path file = file("rabbitmq.conf", "# mine\nheartbeet = 30\n");
        assertThatThrownBy(() -> load(file, Map.of()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(file + ":2: unknown key 'heartbeet'; the nearest known key is 'heartbeat'");
        assertThatThrownBy(() -> load("listener.tcp.x=1"))
                .hasMessage("--set: unknown key 'listener.tcp.x'; the nearest known key is 'listeners.tcp.x'");
        assertThatThrownBy(() -> load("=1")).hasMessage("--set =1: expected KEY=VALUE");
    }

    @Test
    void warnsOfEachKeyWithoutEffect() throws Exception {
        Path file = file("rabbitmq.conf", "mqtt.vhost = x\nheartbeat = 30\n");
        assertThat(load(file, Map.of(), "hipe_compile=true").warnings())
                .containsExactly(
                        file + ":1: mqtt.vhost has no effect: MQTT is not served yet",
                        "--set: hipe_compile has no effect: there is no Erlang virtual machine here");
    }

    @Test
    void laterSourcesWin() throws Exception {
        Map<String, String> environment =
                Map.of("RABBITMQ_DEFAULT_USER", "env", "RABBITMQ_DEFAULT_PASS", "env", "RABBITMQ_DEFAULT_VHOST", "env");
        Path file = file(
                "rabbitmq.conf",
                "default_pass = file\ndefault_vhost = file\ndefault_vhost = file2\ndefault_user = f\n");
        DefaultUser user =
                load(file, environment, "default_vhost=set").settings().defaultUser();
        assertThat(List.of(user.name(), user.password(), user.virtualHost())).containsExactly("env", "env", "set");
        assertThat(load(file, Map.of("RABBITMQ_DEFAULT_USER", "env"))
                        .settings()
                        .defaultUser()
                        .virtualHost())
                .isEqualTo("file2");
    }

    @Test
    void takesTheListenerFromTheEnvironmentUnlessOneIsConfigured() throws Exception {
        assertThat(load(null, Map.of("RABBITMQ_NODE_PORT", "5683")).settings().listeners())
                .containsExactly(new InetSocketAddress("0.0.0.0", 5683));
        Map<String, String> both = Map.of("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1", "RABBITMQ_NODE_PORT", "5683");
        assertThat(load(null, both).settings().listeners()).containsExactly(new InetSocketAddress("127.0.0.1", 5683));
        assertThat(load(null, both, "listeners.tcp.1=5684").settings().listeners())
                .containsExactly(new InetSocketAddress("0.0.0.0", 5684));
        assertThatThrownBy(() -> load(null, Map.of("RABBITMQ_NODE_PORT", "x")))
                .hasMessageStartingWith("RABBITMQ_NODE_PORT: listeners.tcp.default = '0.0.0.0:x': expected a port");
    }

    @Test
    void takesTheNodesNameFromTheEnvironment() throws Exception {
        assertThat(load(null, Map.of("RABBITMQ_NODENAME", "hare@moor"))
                        .settings()
                        .identity()
                        .nodeName())
                .isEqualTo("hare@moor");
        assertThat(load(null, Map.of("RABBITMQ_NODENAME", "hare"))
                        .settings()
                        .identity()
                        .nodeName())
                .isEqualTo("hare@" + Host.shortName());
        assertThat(load(null, Map.of("RABBITMQ_NODENAME", "hare@moor"))
                        .settings()
                        .identity()
                        .clusterName())
                .isEqualTo("hare@moor");
    }

    @Test
    void findsFilesByTheEnvironment() throws Exception {
        Path file = file("rabbitmq.conf", "heartbeat = 1\nframe_max = 4096\n");
        String withoutExtension = tmp.resolve("rabbitmq").toString();
        Path directory = Files.createDirectory(tmp.resolve("conf.d"));
        Files.writeString(directory.resolve("20.conf"), "heartbeat = 20\n");
        Files.writeString(directory.resolve("10.conf"), "heartbeat = 10\n");
        Files.writeString(directory.resolve("30.txt"), "heartbeat = 30\n");

        Amqp amqp = load(
                        null,
                        Map.of("RABBITMQ_CONFIG_FILE", withoutExtension, "RABBITMQ_CONFIG_FILES", directory.toString()))
                .settings()
                .amqp();
        assertThat(List.of(amqp.heartbeatSeconds(), amqp.frameMax())).containsExactly(20, 4_096);
        assertThat(load(null, Map.of("RABBITMQ_CONFIG_FILES", directory + "/1*.conf"))
                        .settings()
                        .amqp()
                        .heartbeatSeconds())
                .isEqualTo(10);
        assertThat(load(directory, Map.of("RABBITMQ_CONFIG_FILE", file.toString()))
                        .settings()
                        .amqp()
                        .frameMax())
                .isEqualTo(131_072);
    }

    @Test
    void saysWhichFileIsMissing() throws Exception {
        Path missing = tmp.resolve("none.conf");
        assertThatThrownBy(() -> load(missing, Map.of())).hasMessage(missing + " does not exist");
        assertThat(load(null, Map.of("RABBITMQ_CONFIG_FILE", missing.toString()))
                        .warnings())
                .containsExactly("RABBITMQ_CONFIG_FILE: " + missing + " does not exist");
    }

    @Test
    void putsInOtherKeysAndVariables() throws Exception {
        Path file = file(
                "rabbitmq.conf",
                "default_pass = $(SECRET)-$(default_user)\ndefault_user = $( NAME )\ndefault_vhost = /$(OPEN\n");
        DefaultUser user =
                load(file, Map.of("SECRET", "s", "NAME", "bob")).settings().defaultUser();
        assertThat(List.of(user.name(), user.password(), user.virtualHost()))
                .containsExactly("bob", "s-bob", "/$(OPEN");
        assertThatThrownBy(() -> load(file, Map.of("NAME", "bob")))
                .hasMessage(file + ":1: default_pass = (hidden): there is no key and no environment variable 'SECRET'");
        Path circle = file("circle.conf", "default_user = $(default_vhost)\ndefault_vhost = $(default_user)\n");
        assertThatThrownBy(() -> load(circle, Map.of())).hasMessageEndingWith("$(default_vhost) leads back to itself");
        assertThat(load("default_user=$(NAME)").settings().defaultUser().name()).isEqualTo("$(NAME)");
    }

    @Test
    void saysWhereEachValueCameFrom() throws Exception {
        Path file = file("rabbitmq.conf", "\nheartbeat = 30\nmqtt.vhost = x\ntrust_store.ssl_options.password = y\n");
        List<String> lines = load(
                        file,
                        Map.of("RABBITMQ_DEFAULT_USER", "bob", "RABBITMQ_NODENAME", "hare@moor"),
                        "default_pass=secret",
                        "default_vhost=a#b")
                .lines();
        assertThat(lines)
                .contains(
                        "# RABBITMQ_NODENAME = hare@moor  # RABBITMQ_NODENAME",
                        "listeners.tcp.default = 0.0.0.0:5672  # default",
                        "heartbeat = 30  # " + file + ":2",
                        "default_user = bob  # RABBITMQ_DEFAULT_USER",
                        "default_pass = ********  # --set",
                        "default_vhost = 'a#b'  # --set",
                        "# mqtt.vhost = x  # " + file + ":3, no effect: MQTT is not served yet",
                        "# trust_store.ssl_options.password = ********  # " + file
                                + ":4, no effect: there is no trust store yet")
                .noneMatch(line -> line.contains("secret"));
    }

    @Test
    void printsWhatItCanRead() throws Exception {
        Configuration first = load(
                "default_pass=********",
                "default_user=it's#",
                "default_vhost=",
                "listeners.tcp.1=[::1]:5672",
                "handshake_timeout=infinity",
                "disk_free_limit.absolute=1GB",
                "ssl_options.ciphers.1=A",
                "runtime_parameters.limits.shovel=10",
                "anonymous_login_user=bob",
                "anonymous_login_pass=********");
        Path file = file("again.conf", String.join("\n", first.lines()));
        assertThat(load(file, Map.of()).settings()).isEqualTo(first.settings());
    }

    private static Configuration load(String... sets) throws ConfigurationException {
        return load(null, Map.of(), sets);
    }

    private static Configuration load(@Nullable Path file, Map<String, String> environment, String... sets)
            throws ConfigurationException {
        return Configuration.load(new Sources(environment, file, List.of(sets)));
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(tmp.resolve(name), content);
    }
}
