// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import io.leveret.config.Ldap.Bind;
import io.leveret.config.Ldap.Encryption;
import io.leveret.config.Ldap.Log;
import io.leveret.config.LdapQuery.Condition;
import io.leveret.config.Settings.TlsOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of the record tree that is about a directory of users. */
final class LdapReader {
    private static final String NONE = "none";
    private static final int TIMEOUT_MILLIS_MAX = 3_600_000;

    private final Given given;
    private final Ldap byDefault = Ldap.NONE;

    LdapReader(Given given) {
        this.given = given;
    }

    /**
     * @param used whether any back end is this; what it needs is only asked for then
     */
    Ldap read(boolean used) throws ConfigurationException {
        Ldap read = new Ldap(
                servers(),
                given.integer("auth_ldap.port", byDefault.port(), 1, 65_535),
                given.text("auth_ldap.user_dn_pattern", byDefault.userDnPattern()),
                optional("auth_ldap.user_bind_pattern"),
                lookup(),
                bind("auth_ldap.other_bind"),
                optional("auth_ldap.group_lookup_base"),
                security(),
                given.limit("auth_ldap.timeout", (int) byDefault.timeoutMillis(), 1, (int) byDefault.timeoutMillis()),
                given.integer("auth_ldap.connection_pool_size", byDefault.connectionsMax(), 1, 1_024),
                idleTimeout(),
                log(),
                queries());
        if (used && read.servers().isEmpty()) {
            throw new ConfigurationException("auth_ldap.servers.1 is not set, and the LDAP back end needs it");
        }
        return read;
    }

    private Log log() throws ConfigurationException {
        Setting log = given.find("auth_ldap.log");
        if (log == null) {
            given.byDefault("auth_ldap.log", false);
            return byDefault.log();
        }
        return Given.oneOf(
                log,
                Map.of(
                        "false", Log.NOTHING,
                        "true", Log.DECISIONS,
                        "network", Log.REQUESTS,
                        "network_unsafe", Log.REQUESTS));
    }

    private List<String> servers() {
        List<String> servers = new ArrayList<>();
        given.family("auth_ldap.servers").values().forEach(server -> servers.add(server.value()));
        given.find("auth_ldap.servers"); // none
        return List.copyOf(servers);
    }

    private @Nullable String optional(String key) {
        String value = given.optionalText(key);
        return value == null || value.equals(NONE) ? null : value;
    }

    private Ldap.@Nullable Lookup lookup() throws ConfigurationException {
        Bind bind = bind("auth_ldap.dn_lookup_bind");
        String attribute = optional("auth_ldap.dn_lookup_attribute");
        String base = optional("auth_ldap.dn_lookup_base");
        if (attribute == null) {
            return null;
        }
        if (base == null) {
            throw new ConfigurationException(
                    "auth_ldap.dn_lookup_attribute is set, and needs auth_ldap.dn_lookup_base: where users are");
        }
        return new Ldap.Lookup(attribute, base, bind);
    }

    private Bind bind(String key) throws ConfigurationException {
        String dn = given.optionalText(key + ".user_dn");
        String password = given.optionalText(key + ".password");
        Setting word = given.find(key);
        if (word != null) {
            return Given.oneOf(word, Map.of("as_user", new Bind.AsUser(), "anon", new Bind.Anonymous()));
        }
        if (dn == null || password == null) {
            given.byDefault(key, "as_user");
            return new Bind.AsUser();
        }
        return new Bind.As(dn, password);
    }

    private Ldap.Security security() throws ConfigurationException {
        boolean tls = given.flag("auth_ldap.use_ssl", false);
        boolean startTls = given.flag("auth_ldap.use_starttls", false);
        if (tls && startTls) {
            throw new ConfigurationException("auth_ldap.use_ssl and auth_ldap.use_starttls exclude each other");
        }
        Setting names = given.find("auth_ldap.ssl_options.hostname_verification");
        return new Ldap.Security(
                tls ? Encryption.TLS : startTls ? Encryption.START_TLS : Encryption.NONE,
                TlsOptions.trusting(given.optionalText("auth_ldap.ssl_options.cacertfile")),
                names == null || Given.oneOf(names, Map.of("wildcard", true, NONE, false)));
    }

    private long idleTimeout() throws ConfigurationException {
        int millis = given.limit("auth_ldap.idle_timeout", (int) byDefault.idleTimeoutMillis(), 0, Integer.MAX_VALUE);
        return millis == Integer.MAX_VALUE ? Ldap.NEVER : Math.min(millis, TIMEOUT_MILLIS_MAX);
    }

    private Ldap.Queries queries() throws ConfigurationException {
        Setting tags = given.find("auth_ldap.queries.tags");
        return new Ldap.Queries(
                query("auth_ldap.queries.vhost_access"),
                query("auth_ldap.queries.resource_access"),
                query("auth_ldap.queries.topic_access"),
                tags == null ? byDefault.queries().tags() : LdapQueryReader.tags(tags));
    }

    private Condition query(String key) throws ConfigurationException {
        Setting setting = given.find(key);
        return setting == null ? new LdapQuery.Constant(true) : LdapQueryReader.condition(setting);
    }
}
