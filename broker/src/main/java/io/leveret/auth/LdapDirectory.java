// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import com.unboundid.ldap.sdk.FailoverServerSet;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPConnectionPool;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.PostConnectProcessor;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.StartTLSPostConnectProcessor;
import io.leveret.config.Ldap;
import io.leveret.config.Ldap.Encryption;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The LDAP servers and the connections to them. Every call blocks its thread until the server has answered or the timeout
 * is over; several threads may call at once. A connection that has died meanwhile is replaced by a new one.
 */
final class LdapDirectory implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LdapDirectory.class);
    private static final long SWEEP_MILLIS_MIN = 100;

    private final Ldap settings;
    private final LDAPConnectionPool anonymous;
    private final LDAPConnectionPool bound;
    private final ScheduledExecutorService sweeper;

    /** What is asked over one connection. */
    interface Questions<T> {
        T ask(Bound directory) throws LDAPException;
    }

    /**
     * @throws IOException if a certificate's file cannot be read
     */
    LdapDirectory(Ldap settings) throws IOException {
        this.settings = settings;
        FailoverServerSet servers = servers();
        try {
            this.anonymous = pool(servers);
            this.bound = pool(servers);
        } catch (LDAPException e) {
            throw new IOException("auth_ldap: " + e.getMessage(), e);
        }
        this.sweeper = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "leveret-ldap-idle");
            made.setDaemon(true);
            return made;
        });
        if (settings.idleTimeoutMillis() > 0 && settings.idleTimeoutMillis() != Ldap.NEVER) {
            long millis = Math.max(SWEEP_MILLIS_MIN, settings.idleTimeoutMillis());
            var unused = sweeper.scheduleWithFixedDelay(new Sweep(), millis, millis, TimeUnit.MILLISECONDS);
        }
    }

    private FailoverServerSet servers() throws IOException {
        int count = settings.servers().size();
        int[] ports = new int[count];
        Arrays.fill(ports, settings.port());
        Encryption encryption = settings.security().encryption();
        SocketFactory sockets = SocketFactory.getDefault();
        PostConnectProcessor afterwards = null;
        if (encryption != Encryption.NONE) {
            SSLSocketFactory tls = ClientTls.context(
                            "auth_ldap.ssl_options", settings.security().tls())
                    .getSocketFactory();
            if (settings.security().comparesNames()) {
                tls = new NameCheckingSockets(tls);
            }
            if (encryption == Encryption.TLS) {
                sockets = tls;
            } else {
                afterwards = new StartTLSPostConnectProcessor(tls);
            }
        }
        return new FailoverServerSet(
                settings.servers().toArray(String[]::new), ports, sockets, options(), null, afterwards);
    }

    private LDAPConnectionOptions options() {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis((int) settings.timeoutMillis());
        options.setResponseTimeoutMillis(settings.timeoutMillis());
        options.setAbandonOnTimeout(true);
        options.setFollowReferrals(false);
        options.setUseSynchronousMode(true);
        return options;
    }

    private LDAPConnectionPool pool(FailoverServerSet servers) throws LDAPException {
        LDAPConnectionPool pool = new LDAPConnectionPool(servers, null, 0, settings.connectionsMax(), null, false);
        pool.setConnectionPoolName("leveret");
        return pool;
    }

    /** Asks without saying who asks. */
    <T> T anonymously(Questions<T> questions) throws LDAPException {
        return with(anonymous, null, "", questions);
    }

    /**
     * Asks as somebody.
     *
     * @throws LDAPException {@link ResultCode#INVALID_CREDENTIALS} if the server does not know them like that
     */
    <T> T as(String dn, String password, Questions<T> questions) throws LDAPException {
        return with(bound, dn, password, questions);
    }

    private <T> T with(LDAPConnectionPool pool, @Nullable String dn, String password, Questions<T> questions)
            throws LDAPException {
        LDAPConnection connection = pool.getConnection();
        try {
            return finish(pool, connection, dn, password, questions);
        } catch (LDAPException e) {
            if (e.getResultCode().isConnectionUsable() || e.getResultCode().equals(ResultCode.TIMEOUT)) {
                throw e;
            }
        }
        pool.shrinkPool(0); // the others are hardly better: the server has closed them, or is another now
        return finish(pool, pool.getConnection(), dn, password, questions);
    }

    private <T> T finish(
            LDAPConnectionPool pool,
            LDAPConnection connection,
            @Nullable String dn,
            String password,
            Questions<T> questions)
            throws LDAPException {
        boolean usable = false;
        try {
            if (dn != null) {
                log("bind as {}", dn);
                var unused = connection.bind(dn, password);
            }
            T answer = questions.ask(new Bound(connection));
            usable = true;
            return answer;
        } catch (LDAPException e) {
            usable = e.getResultCode().isConnectionUsable();
            throw e;
        } finally {
            if (usable && settings.idleTimeoutMillis() > 0) {
                pool.releaseConnection(connection);
            } else {
                connection.close();
                pool.releaseDefunctConnection(connection);
            }
        }
    }

    private void log(String text, Object... arguments) {
        if (settings.log() == Ldap.Log.REQUESTS) {
            LOG.info("LDAP: " + text, arguments);
        }
    }

    /** A connection as its questions see it. */
    final class Bound {
        private final LDAPConnection connection;

        private Bound(LDAPConnection connection) {
            this.connection = connection;
        }

        /** Whether the object is there and has what the filter asks for. */
        boolean has(String dn, Filter filter) throws LDAPException {
            return !search(dn, SearchScope.BASE, filter, "objectClass").isEmpty();
        }

        /** The object's values of that attribute; none where there is no such object. */
        List<String> values(String dn, String attribute) throws LDAPException {
            for (SearchResultEntry entry :
                    search(dn, SearchScope.BASE, Filter.createPresenceFilter("objectClass"), attribute)) {
                String[] values = entry.getAttributeValues(attribute);
                if (values != null) {
                    return List.of(values);
                }
            }
            return List.of();
        }

        /** The names of all objects below the base whose attribute has the value. */
        List<String> find(String base, boolean subtree, String attribute, String value) throws LDAPException {
            return search(
                            base,
                            subtree ? SearchScope.SUB : SearchScope.ONE,
                            Filter.createEqualityFilter(attribute, value),
                            SearchRequest.NO_ATTRIBUTES)
                    .stream()
                    .map(SearchResultEntry::getDN)
                    .toList();
        }

        private List<SearchResultEntry> search(String base, SearchScope scope, Filter filter, String attribute)
                throws LDAPException {
            try {
                List<SearchResultEntry> found =
                        connection.search(base, scope, filter, attribute).getSearchEntries();
                log("search below {} for {}: {} entries", base, filter, found.size());
                return found;
            } catch (LDAPSearchException e) {
                log("search below {} for {}: {}", base, filter, e.getResultCode());
                if (e.getResultCode().equals(ResultCode.NO_SUCH_OBJECT)) {
                    return List.of();
                }
                throw e;
            }
        }
    }

    /** Closes what nobody has used between two times. */
    private final class Sweep implements Runnable {
        private long used;

        @Override
        public void run() {
            long now = uses(anonymous) + uses(bound);
            if (now == used) {
                anonymous.shrinkPool(0);
                bound.shrinkPool(0);
            }
            used = now;
        }

        private static long uses(LDAPConnectionPool pool) {
            return pool.getConnectionPoolStatistics().getNumSuccessfulCheckouts();
        }
    }

    @Override
    public void close() {
        sweeper.shutdownNow();
        anonymous.close();
        bound.close();
    }
}
