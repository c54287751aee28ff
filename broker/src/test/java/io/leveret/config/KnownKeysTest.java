// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.config.KnownKeys.Known;
import io.leveret.config.Settings.Identity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KnownKeysTest {
    private final KnownKeys keys = KnownKeys.load();

    @Test
    void holdsAllOfRabbitMqsKeysOnce() {
        List<String> patterns =
                keys.all().stream().map(known -> known.pattern().text()).toList();
        // 909 mappings, two other names, what the ssl_options and tcp_listen_options of the schemas stand for, two of
        // ours.
        assertThat(patterns).hasSize(1110).doesNotHaveDuplicates();
    }

    @Test
    void everyKeyHasAnOutcome() {
        assertThat(keys.all())
                .allSatisfy(known -> assertThat(
                                known.noEffect() == null || !known.noEffect().isBlank())
                        .isTrue());
    }

    @Test
    void findsKeysWithFreeNames() {
        assertThat(pattern("heartbeat")).isEqualTo("heartbeat");
        assertThat(pattern("listeners.tcp.default")).isEqualTo("listeners.tcp.$name");
        assertThat(pattern("loopback_users.john\\.doe")).isEqualTo("loopback_users.$user");
        assertThat(pattern("message_interceptors.incoming.set_header_timestamp.overwrite"))
                .isEqualTo("message_interceptors.$stage.$name.$key");
        assertThat(keys.find(new Key("listeners.tcp.default.more"))).isNull();
        assertThat(keys.find(new Key("heartbeats"))).isNull();
    }

    @Test
    void knowsOtherNames() {
        Known known = Objects.requireNonNull(keys.find(new Key("channel_max")));
        assertThat(known.sameAs()).isEqualTo(new Key("max_channels_per_connection"));
        assertThat(keys.all().stream()
                        .filter(k -> k.sameAs() != null)
                        .map(k -> Objects.requireNonNull(k.sameAs()))
                        .map(keys::find))
                .doesNotContainNull();
    }

    @ParameterizedTest
    @CsvSource({
        "heartbeet, heartbeat",
        "listener.tcp.default, listeners.tcp.default",
        "listeners.tcp, listeners.tcp",
        "loopback_user.guest, loopback_users.guest",
        "loopbackusers.john\\.doe, loopback_users.john\\.doe",
        "management.port, management.tcp.port",
        "vm_memory_high_watermark, vm_memory_high_watermark.relative",
        "chanel_max, channel_max",
        "mqtt.listeners.tpc.default, mqtt.listeners.tcp.default"
    })
    void namesTheNearest(String key, String nearest) {
        assertThat(keys.nearest(new Key(key))).isEqualTo(nearest);
    }

    @Test
    void whatIsReadIsKnownWithTheSameDefault() throws Exception {
        Given nothing = new Given(List.of());
        new SettingsReader(nothing, Settings.defaults(), Identity.ofThisHost()).read();
        for (Setting setting : nothing.effective()) {
            Known known = keys.find(setting.key());
            assertThat(known).as(setting.key().text()).isNotNull();
            String rabbit = Objects.requireNonNull(known).defaultValue();
            if (rabbit != null && !DIFFERENT_DEFAULTS.containsKey(setting.key().text())) {
                assertThat(setting.value()).as(setting.key().text()).isEqualTo(rabbit);
            }
        }
    }

    /** Where the table's default is another, or is said in words; with the reason. */
    private static final Map<String, String> DIFFERENT_DEFAULTS = Map.of(
            "listeners.tcp.default", "a port alone means all interfaces",
            "loopback_users.guest", "said in words",
            "default_user_tags.administrator", "said in words",
            "auth_mechanisms.1", "said as a list",
            "auth_mechanisms.2", "said as a list",
            "anonymous_login_user", "nobody gets in without a name here",
            "anonymous_login_pass", "nobody gets in without a name here",
            "log.console.stdio", "the standard output is for the ready line");

    @Test
    void whatWorksIsRead() throws Exception {
        List<Setting> given = new ArrayList<>();
        for (Known known : keys.all()) {
            if (known.noEffect() == null && known.sameAs() == null) {
                String value = EXAMPLES.getOrDefault(known.pattern().text(), known.defaultValue());
                assertThat(value).as(known.pattern().text()).isNotNull();
                Key key = new Key(known.pattern().text().replaceAll("\\$\\w+", "1"));
                given.add(new Setting(key, Objects.requireNonNull(value), Origin.COMMAND_LINE));
            }
        }
        // The one half of these pairs hides the other.
        given.removeIf(setting -> setting.value().equals("none")
                || setting.key().text().equals("vm_memory_high_watermark.relative")
                || setting.key().text().equals("disk_free_limit.relative"));
        Given read = new Given(given);
        new SettingsReader(read, Settings.defaults(), Identity.ofThisHost()).read();
        assertThat(read.effective())
                .extracting(Setting::key)
                .containsAll(given.stream().map(Setting::key).toList());
    }

    /** By what the words of keys say; files and addresses of secrets are none. */
    @Test
    void secretsAreKnownAsSuch() {
        List<String> secret = keys.all().stream()
                .map(known -> known.pattern().text())
                .filter(key -> key.matches(".*(pass|secret|token|cookie|PrivateKey|private_key|access_key).*"))
                .filter(
                        key -> !key.matches(
                                ".*(_endpoint|bypass_pem_cache|access_key_id|_endpoint_params\\..*|password_hashing_module|timeout|_file|path)$"))
                .toList();
        assertThat(secret)
                .contains(
                        "default_pass",
                        "anonymous_login_pass",
                        "ssl_options.password",
                        "management.ssl.password",
                        "auth_ldap.dn_lookup_bind.password",
                        "auth_ldap.other_bind.password",
                        "management.oauth_client_secret",
                        "management.credential_encryption_secret",
                        "ssl_options.key.RSAPrivateKey")
                .allSatisfy(key -> assertThat(new Key(key).isSecret()).as(key).isTrue());
    }

    private static final Map<String, String> EXAMPLES = Map.ofEntries(
            Map.entry("event_exchange.vhost", "events"),
            Map.entry("log.dir", "/var/log/x"),
            Map.entry("log.exchange", "true"),
            Map.entry("log.exchange.level", "info"),
            Map.entry("log.file", "x.log"),
            Map.entry("log.file.level", "debug"),
            Map.entry("log.file.rotation.date", "$D0"),
            Map.entry("log.file.rotation.size", "10MB"),
            Map.entry("log.file.rotation.count", "3"),
            Map.entry("log.connection.rotation.date", "$D0"),
            Map.entry("log.connection.rotation.size", "10MB"),
            Map.entry("log.connection.rotation.count", "3"),
            Map.entry("log.connection.file", "connection.log"),
            Map.entry("log.channel.rotation.date", "$D0"),
            Map.entry("log.channel.rotation.size", "10MB"),
            Map.entry("log.channel.rotation.count", "3"),
            Map.entry("log.channel.file", "channel.log"),
            Map.entry("log.queue.rotation.date", "$D0"),
            Map.entry("log.queue.rotation.size", "10MB"),
            Map.entry("log.queue.rotation.count", "3"),
            Map.entry("log.queue.file", "queue.log"),
            Map.entry("log.user.rotation.date", "$D0"),
            Map.entry("log.user.rotation.size", "10MB"),
            Map.entry("log.user.rotation.count", "3"),
            Map.entry("log.user.file", "user.log"),
            Map.entry("listeners.tcp", "none"),
            Map.entry("auth_ldap.servers", "none"),
            Map.entry("auth_ldap.servers.$server", "ldap.example.com"),
            Map.entry("auth_ldap.ssl_options.hostname_verification", "wildcard"),
            Map.entry("auth_ldap.ssl_options.cacertfile", "/ca.pem"),
            Map.entry("auth_oauth2.resource_server_id", "rabbitmq"),
            Map.entry("auth_oauth2.resource_servers.$name.id", "other"),
            Map.entry("auth_oauth2.resource_servers.$name.scope_prefix", "o."),
            Map.entry("auth_oauth2.resource_servers.$name.additional_scopes_key", "roles"),
            Map.entry("auth_oauth2.resource_servers.$name.resource_server_type", "t"),
            Map.entry("auth_oauth2.resource_servers.$name.scope_aliases.$alias", "a"),
            Map.entry("auth_oauth2.resource_servers.$name.scope_aliases.$index.alias", "a"),
            Map.entry("auth_oauth2.resource_servers.$name.scope_aliases.$index.scope", "b"),
            Map.entry("auth_oauth2.resource_servers.$name.verify_aud", "true"),
            Map.entry("auth_oauth2.resource_servers.$name.require_exp", "true"),
            Map.entry("auth_oauth2.resource_servers.$name.oauth_provider_id", "1"),
            Map.entry(
                    "auth_oauth2.resource_servers.$name.preferred_username_claims.$preferred_username_claims", "name"),
            Map.entry("auth_oauth2.oauth_providers.$name.discovery_endpoint_params.$param", "x"),
            Map.entry("auth_oauth2.oauth_providers.$name.discovery_endpoint_path", "x"),
            Map.entry("auth_oauth2.oauth_providers.$name.algorithms.$algorithm", "RS256"),
            Map.entry("auth_oauth2.oauth_providers.$name.issuer", "https://issuer"),
            Map.entry("auth_oauth2.oauth_providers.$name.jwks_uri", "https://issuer/keys"),
            Map.entry("auth_oauth2.oauth_providers.$name.https.cacertfile", "/ca.pem"),
            Map.entry("auth_oauth2.oauth_providers.$name.default_key", "k"),
            Map.entry("auth_oauth2.oauth_providers.$name.signing_keys.$id", "/key.pem"),
            Map.entry("auth_oauth2.discovery_endpoint_params.$param", "x"),
            Map.entry("auth_oauth2.default_oauth_provider", "1"),
            Map.entry("auth_oauth2.scope_prefix", "r."),
            Map.entry("auth_oauth2.resource_server_type", "t"),
            Map.entry("auth_oauth2.additional_scopes_key", "roles"),
            Map.entry("auth_oauth2.scope_aliases.$alias", "a b"),
            Map.entry("auth_oauth2.scope_aliases.$index.alias", "a"),
            Map.entry("auth_oauth2.scope_aliases.$index.scope", "b"),
            Map.entry("auth_oauth2.verify_aud", "true"),
            Map.entry("auth_oauth2.require_exp", "true"),
            Map.entry("auth_oauth2.preferred_username_claims.$preferred_username_claims", "name"),
            Map.entry("auth_oauth2.default_key", "k"),
            Map.entry("auth_oauth2.signing_keys.$name", "/key.pem"),
            Map.entry("auth_oauth2.issuer", "https://issuer"),
            Map.entry("auth_oauth2.jwks_uri", "https://issuer/keys"),
            Map.entry("auth_oauth2.discovery_endpoint_path", "x"),
            Map.entry("auth_oauth2.https.cacertfile", "/ca.pem"),
            Map.entry("auth_oauth2.algorithms.$algorithm", "RS256"),
            Map.entry("auth_http.ssl_options.cacertfile", "/ca.pem"),
            Map.entry("prometheus.tcp.ip", "127.0.0.1"),
            Map.entry("prometheus.authentication.enabled", "true"),
            Map.entry("listeners.ssl", "none"),
            Map.entry("listeners.ssl.$name", "127.0.0.1:5671"),
            Map.entry("auth_mechanisms.$name", "PLAIN"),
            Map.entry("ssl_cert_login_san_type", "email"),
            Map.entry("ssl_cert_login_san_index", "1"),
            Map.entry("ssl_options.cacertfile", "/ca.pem"),
            Map.entry("ssl_options.certfile", "/cert.pem"),
            Map.entry("ssl_options.keyfile", "/key.pem"),
            Map.entry("ssl_options.password", "secret"),
            Map.entry("ssl_options.depth", "2"),
            Map.entry("ssl_options.versions.$version", "tlsv1.2"),
            Map.entry("ssl_options.ciphers.$cipher", "TLS_AES_256_GCM_SHA384"),
            Map.entry("ssl_options.honor_cipher_order", "true"),
            Map.entry("tcp_listen_options.keepalive", "true"),
            Map.entry("tcp_listen_options.recbuf", "65536"),
            Map.entry("tcp_listen_options.sndbuf", "65536"),
            Map.entry("loopback_users", "none"),
            Map.entry("loopback_users.$user", "true"),
            Map.entry("default_user_tags.$tag", "true"),
            Map.entry("credential_validator.validation_backend", "rabbit_credential_validator_password_regexp"),
            Map.entry("credential_validator.min_length", "8"),
            Map.entry("credential_validator.regexp", "^a"),
            Map.entry("log.console", "true"),
            Map.entry("log.console.level", "debug"),
            Map.entry("log.connection.level", "debug"),
            Map.entry("log.channel.level", "debug"),
            Map.entry("log.queue.level", "debug"),
            Map.entry("log.user.level", "debug"),
            Map.entry("log.default.level", "debug"),
            Map.entry("cluster_name", "c"),
            Map.entry("product.name", "p"),
            Map.entry("product.version", "1"),
            Map.entry("cluster_tags.$tag", "t"),
            Map.entry("node_tags.$tag", "t"),
            Map.entry("vm_memory_high_watermark.absolute", "1GB"),
            Map.entry("disk_free_limit.relative", "1.0"),
            Map.entry("total_memory_available_override_value", "4GB"),
            Map.entry("management.tcp.ip", "127.0.0.1"),
            Map.entry("management.tcp.max_connections", "100"),
            Map.entry("management.tcp.idle_timeout", "1000"),
            Map.entry("management.path_prefix", "/prefix"),
            Map.entry("management.login_session_timeout", "60"),
            Map.entry("management.cors.allow_origins", "none"),
            Map.entry("management.cors.allow_origins.$name", "https://example.com"),
            Map.entry("management.hsts.policy", "max-age=1"),
            Map.entry("management.headers.content_type_options", "nosniff"),
            Map.entry("management.headers.xss_protection", "1"),
            Map.entry("management.headers.frame_options", "DENY"),
            Map.entry("management.headers.referrer_policy", "no-referrer"),
            Map.entry("management.http.hide_allow_header", "true"),
            Map.entry("management.disable_basic_auth", "true"),
            Map.entry("management.disable_stats", "true"),
            Map.entry("management.enable_queue_totals", "true"),
            Map.entry("management.restrictions.operator_policy_changes.disabled", "true"),
            Map.entry("management.ssl.port", "15671"),
            Map.entry("management.ssl.ip", "127.0.0.1"),
            Map.entry("management.ssl.certfile", "cert.pem"),
            Map.entry("management.ssl.keyfile", "key.pem"),
            Map.entry("management.ssl.cacertfile", "ca.pem"),
            Map.entry("management.ssl.password", "p"),
            Map.entry("management.ssl.verify", "verify_peer"),
            Map.entry("management.ssl.fail_if_no_peer_cert", "true"),
            Map.entry("management.ssl.versions.$version", "tlsv1.3"),
            Map.entry("management.ssl.ciphers.$cipher", "TLS_AES_256_GCM_SHA384"),
            Map.entry("prometheus.ssl.port", "15691"),
            Map.entry("prometheus.ssl.ip", "127.0.0.1"),
            Map.entry("prometheus.ssl.certfile", "cert.pem"),
            Map.entry("prometheus.ssl.keyfile", "key.pem"),
            Map.entry("prometheus.ssl.cacertfile", "ca.pem"),
            Map.entry("prometheus.ssl.password", "p"),
            Map.entry("prometheus.ssl.verify", "verify_peer"),
            Map.entry("prometheus.ssl.fail_if_no_peer_cert", "true"),
            Map.entry("prometheus.ssl.versions.$version", "tlsv1.3"),
            Map.entry("prometheus.ssl.ciphers.$cipher", "TLS_AES_256_GCM_SHA384"),
            Map.entry("load_definitions", "definitions.json"),
            Map.entry("definitions.local.path", "definitions.json"),
            Map.entry("definitions.import_backend", "local_filesystem"),
            Map.entry("leveret.loops", "1"));

    private String pattern(String key) {
        return Objects.requireNonNull(keys.find(new Key(key)), key).pattern().text();
    }
}
