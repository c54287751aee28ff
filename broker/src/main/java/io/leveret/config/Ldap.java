// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import io.leveret.config.LdapQuery.Condition;
import io.leveret.config.Settings.TlsOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A directory that knows users ({@code auth_ldap.*}).
 *
 * @param servers asked in this order; host names or addresses
 * @param userDnPattern a user's distinguished name, or, with a lookup, what is looked up
 * @param userBindPattern what a user is bound as in place of that; null: the same
 * @param lookup where a user's distinguished name is found; null: nowhere, the pattern makes it
 * @param otherBind who asks the queries
 * @param groupLookupBase where nested groups are; null where there are none
 * @param timeoutMillis for connecting, and for each answer
 * @param connectionsMax {@code connection_pool_size}; also how many questions are asked at once
 * @param idleTimeoutMillis after which unused connections are closed; 0: at once, {@link #NEVER}
 */
public record Ldap(
        List<String> servers,
        int port,
        String userDnPattern,
        @Nullable String userBindPattern,
        @Nullable Lookup lookup,
        Bind otherBind,
        @Nullable String groupLookupBase,
        Security security,
        long timeoutMillis,
        int connectionsMax,
        long idleTimeoutMillis,
        Log log,
        Queries queries) {
    public static final long NEVER = Long.MAX_VALUE;

    public static final Ldap NONE = new Ldap(
            List.of(),
            389,
            "${username}",
            null,
            null,
            new Bind.AsUser(),
            null,
            new Security(Encryption.NONE, TlsOptions.NONE, true),
            60_000,
            64,
            300_000,
            Log.NOTHING,
            new Queries(
                    new LdapQuery.Constant(true),
                    new LdapQuery.Constant(true),
                    new LdapQuery.Constant(true),
                    List.of(new LdapQuery.Tag("administrator", new LdapQuery.Constant(false)))));

    /**
     * How a user's distinguished name is found.
     *
     * @param attribute that has what the pattern makes of the user's name
     * @param base below which users are
     * @param bind who looks
     */
    public record Lookup(String attribute, String base, Bind bind) {}

    /** As whom the directory is asked. */
    public sealed interface Bind {
        /** The user who is judged, with the password of the login. */
        record AsUser() implements Bind {}

        record Anonymous() implements Bind {}

        record As(String dn, String password) implements Bind {
            @Override
            public String toString() {
                return "As[" + dn + "]";
            }
        }
    }

    /** What protects the connection. */
    public enum Encryption {
        NONE,
        TLS,
        START_TLS
    }

    /**
     * @param comparesNames whether a server must have a certificate for the name it is called by here
     */
    public record Security(Encryption encryption, TlsOptions tls, boolean comparesNames) {}

    /** What is logged beside failures. */
    public enum Log {
        NOTHING,
        /** Each question and its answer. */
        DECISIONS,
        /** And each request to the directory; never a password. */
        REQUESTS
    }

    public record Queries(Condition virtualHost, Condition resource, Condition topic, List<LdapQuery.Tag> tags) {}
}
