// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import io.leveret.config.BackEnds;
import io.leveret.config.BackEnds.Kind;
import io.leveret.loop.Loop;
import io.leveret.loop.Published;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who may do what. Answers may come at once or later, and on any thread: some back ends ask over the network. Callable
 * from every loop.
 */
public interface AccessControl extends Authority, AutoCloseable {

    /** Logs somebody in, by a password, a token, or a name that something else has proven. */
    void login(Attempt attempt, Consumer<LoginResult> answer);

    /** As long as it stays the same, so do the answers; read it before asking. */
    long version();

    /** Ends what the back ends keep running. */
    @Override
    void close();

    /**
     * Access as the settings want it.
     *
     * @param users the node's own
     * @param loopbackOnly users who may log in only from this machine
     * @param timers where those wait whose logins have failed too often
     * @throws IOException if a file that the settings name cannot be read
     */
    static AccessControl of(BackEnds settings, Users users, Published<Set<String>> loopbackOnly, Loop timers)
            throws IOException {
        Map<Kind, BackEnd> made = new EnumMap<>(Kind.class);
        List<AutoCloseable> resources = new ArrayList<>();
        made.put(Kind.INTERNAL, new InternalAccess(users));
        if (settings.uses(Kind.HTTP)) {
            made.put(Kind.HTTP, new HttpBackEnd(settings.http()));
        }
        if (settings.uses(Kind.OAUTH2)) {
            OAuthBackEnd tokens = new OAuthBackEnd(settings.oauth(), timers.clock());
            made.put(Kind.OAUTH2, tokens);
            resources.add(tokens);
        }
        if (settings.uses(Kind.LDAP)) {
            LdapBackEnd directory = new LdapBackEnd(settings.ldap());
            made.put(Kind.LDAP, directory);
            resources.add(directory);
        }
        if (settings.uses(Kind.CACHE)) {
            made.put(Kind.CACHE, new CachedBackEnd(made(made, settings.cache().of()), settings.cache()));
        }
        List<Access.Entry> entries = settings.entries().stream()
                .map(entry -> new Access.Entry(made(made, entry.authentication()), made(made, entry.authorisation())))
                .toList();
        return new Access(entries, loopbackOnly, timers, users::version, resources);
    }

    private static BackEnd made(Map<Kind, BackEnd> made, Kind kind) {
        return Objects.requireNonNull(made.get(kind), kind::name);
    }
}
