// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import io.leveret.config.Settings.TlsOptions;
import java.net.URI;
import java.util.List;

/**
 * Who is asked, in this order, who somebody is and what they may do ({@code auth_backends.*}), and how they are reached.
 *
 * @param entries the first that accepts a login decides
 * @param http {@code auth_http.*}
 * @param cache {@code auth_cache.*}
 * @param oauth {@code auth_oauth2.*}
 * @param ldap {@code auth_ldap.*}
 */
public record BackEnds(List<Entry> entries, Http http, Cache cache, OAuth oauth, Ldap ldap) {
    public static final BackEnds INTERNAL = new BackEnds(
            List.of(new Entry(Kind.INTERNAL, Kind.INTERNAL)), Http.DEFAULT, Cache.DEFAULT, OAuth.NONE, Ldap.NONE);

    /** A back end. */
    public enum Kind {
        /** The node's own users. */
        INTERNAL,
        HTTP,
        OAUTH2,
        LDAP,
        /** Another one, whose answers are kept for a while. */
        CACHE
    }

    /**
     * One entry of the list.
     *
     * @param authentication says who somebody is
     * @param authorisation says what they may do
     */
    public record Entry(Kind authentication, Kind authorisation) {}

    /** Whether that kind has a part in any entry. */
    public boolean uses(Kind kind) {
        return uses(entries, cache, kind);
    }

    static boolean uses(List<Entry> entries, Cache cache, Kind kind) {
        return entries.stream().anyMatch(e -> e.authentication() == kind || e.authorisation() == kind)
                || (kind != Kind.CACHE && cache.of() == kind && uses(entries, cache, Kind.CACHE));
    }

    /**
     * A web service that says allow or deny.
     *
     * @param post whether the question is a form; else it is in the query
     */
    public record Http(
            boolean post,
            URI userPath,
            URI virtualHostPath,
            URI resourcePath,
            URI topicPath,
            long requestTimeoutMillis,
            long connectTimeoutMillis,
            TlsOptions tls) {
        public static final Http DEFAULT = new Http(
                false,
                URI.create("http://localhost:8000/auth/user"),
                URI.create("http://localhost:8000/auth/vhost"),
                URI.create("http://localhost:8000/auth/resource"),
                URI.create("http://localhost:8000/auth/topic"),
                15_000,
                15_000,
                TlsOptions.NONE);
    }

    /**
     * Answers kept.
     *
     * @param of whose
     * @param ttlMillis how long
     * @param refusals whether refusals are kept, too
     */
    public record Cache(Kind of, long ttlMillis, boolean refusals) {
        public static final Cache DEFAULT = new Cache(Kind.INTERNAL, 15_000, false);
    }
}
