// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import io.leveret.config.BackEnds.Cache;
import io.leveret.config.BackEnds.Entry;
import io.leveret.config.BackEnds.Http;
import io.leveret.config.BackEnds.Kind;
import io.leveret.config.Settings.TlsOptions;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The part of the record tree that says who is asked about users. */
final class BackEndsReader {
    private static final Map<String, Kind> KINDS = Map.ofEntries(
            Map.entry("internal", Kind.INTERNAL),
            Map.entry("rabbit_auth_backend_internal", Kind.INTERNAL),
            Map.entry("http", Kind.HTTP),
            Map.entry("rabbit_auth_backend_http", Kind.HTTP),
            Map.entry("oauth", Kind.OAUTH2),
            Map.entry("oauth2", Kind.OAUTH2),
            Map.entry("uaa", Kind.OAUTH2),
            Map.entry("rabbit_auth_backend_oauth2", Kind.OAUTH2),
            Map.entry("ldap", Kind.LDAP),
            Map.entry("rabbit_auth_backend_ldap", Kind.LDAP),
            Map.entry("cache", Kind.CACHE),
            Map.entry("rabbit_auth_backend_cache", Kind.CACHE));

    private static final long TIMEOUT_MILLIS_MAX = 3_600_000;

    private final Given given;

    BackEndsReader(Given given) {
        this.given = given;
    }

    BackEnds read() throws ConfigurationException {
        List<Entry> entries = entries();
        Cache cache = cache();
        return new BackEnds(
                entries,
                http(),
                cache,
                new OAuthReader(given).read(BackEnds.uses(entries, cache, Kind.OAUTH2)),
                new LdapReader(given).read(BackEnds.uses(entries, cache, Kind.LDAP)));
    }

    // Who asks for a back end that is not there must not get another instead: that could let in whom it keeps out.
    private List<Entry> entries() throws ConfigurationException {
        Map<Integer, Kind[]> entries = new TreeMap<>();
        for (Setting setting : given.allUnder("auth_backends.")) {
            List<String> words = setting.key().words();
            Kind[] entry = entries.computeIfAbsent(number(setting, words.get(1)), n -> new Kind[2]);
            Kind kind = kind(setting);
            if (words.size() == 2 || words.get(2).equals("authn")) {
                entry[0] = kind;
            }
            if (words.size() == 2 || words.get(2).equals("authz")) {
                entry[1] = kind;
            }
        }
        List<Entry> list = new ArrayList<>();
        for (Kind[] entry : entries.values()) {
            Kind first = entry[0] == null ? entry[1] : entry[0];
            list.add(new Entry(first, entry[1] == null ? first : entry[1]));
        }
        return list.isEmpty() ? BackEnds.INTERNAL.entries() : List.copyOf(list);
    }

    private static int number(Setting setting, String word) throws ConfigurationException {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw setting.refused("the entries are numbered, as in auth_backends.1");
        }
    }

    private static Kind kind(Setting setting) throws ConfigurationException {
        Kind kind = KINDS.get(setting.value());
        if (kind == null) {
            throw Given.refused(setting, "internal, ldap, http, oauth2 or cache; there are no other back ends");
        }
        return kind;
    }

    private Http http() throws ConfigurationException {
        Http byDefault = Http.DEFAULT;
        return new Http(
                given.oneOf("auth_http.http_method", byDefault.post(), Map.of("get", false, "post", true)),
                uri("auth_http.user_path", byDefault.userPath()),
                uri("auth_http.vhost_path", byDefault.virtualHostPath()),
                uri("auth_http.resource_path", byDefault.resourcePath()),
                uri("auth_http.topic_path", byDefault.topicPath()),
                timeout("auth_http.request_timeout", byDefault.requestTimeoutMillis()),
                timeout("auth_http.connection_timeout", byDefault.connectTimeoutMillis()),
                trusting("auth_http.ssl_options"));
    }

    /** These authorities. */
    private TlsOptions trusting(String key) {
        return TlsOptions.trusting(given.optionalText(key + ".cacertfile"));
    }

    private int timeout(String key, long whenMissing) throws ConfigurationException {
        return given.integer(key, (int) whenMissing, 1, (int) TIMEOUT_MILLIS_MAX);
    }

    private Cache cache() throws ConfigurationException {
        Setting of = given.find("auth_cache.cached_backend");
        Kind kind = of == null ? Cache.DEFAULT.of() : kind(of);
        if (kind == Kind.CACHE && of != null) {
            throw of.refused("a cache of a cache keeps nothing");
        }
        return new Cache(
                kind,
                given.integer("auth_cache.cache_ttl", (int) Cache.DEFAULT.ttlMillis(), 1, Integer.MAX_VALUE),
                given.flag("auth_cache.cache_refusals", Cache.DEFAULT.refusals()));
    }

    private URI uri(String key, URI whenMissing) throws ConfigurationException {
        URI uri = optionalUri(key, given.text(key, whenMissing.toString()));
        return uri == null ? whenMissing : uri;
    }

    static @Nullable URI optionalUri(String key, @Nullable String text) throws ConfigurationException {
        if (text == null) {
            return null;
        }
        try {
            URI uri = URI.create(text);
            if (uri.getHost() != null && Set.of("http", "https").contains(uri.getScheme())) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new ConfigurationException(key + " = '" + text + "': expected a URL, as in https://host:port/path");
    }
}
