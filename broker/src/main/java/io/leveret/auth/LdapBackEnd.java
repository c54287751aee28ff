// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import io.leveret.config.Ldap;
import io.leveret.config.Ldap.Bind;
import io.leveret.config.LdapQuery;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory that knows users (LDAP), asked as RabbitMQ's rabbitmq_auth_backend_ldap asks: a login is a bind, tags and
 * permissions are queries of the settings. Answers on threads of its own, as many as there may be connections; whatever
 * the directory does not say, because it cannot be reached or for another reason, is a refusal, and is logged.
 */
final class LdapBackEnd implements BackEnd, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LdapBackEnd.class);
    private static final int QUESTIONS_MAX = 10_000;
    private static final long THREAD_IDLE_SECONDS = 10;

    private final Ldap settings;
    private final LdapDirectory directory;
    private final ThreadPoolExecutor threads;

    /**
     * @throws IOException if a certificate's file cannot be read
     */
    LdapBackEnd(Ldap settings) throws IOException {
        this.settings = settings;
        this.directory = new LdapDirectory(settings);
        this.threads = new ThreadPoolExecutor(
                settings.connectionsMax(),
                settings.connectionsMax(),
                THREAD_IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(QUESTIONS_MAX),
                task -> {
                    Thread made = new Thread(task, "leveret-ldap");
                    made.setDaemon(true);
                    return made;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public void authenticate(Attempt attempt, Consumer<LoginResult> answer) {
        login(attempt, attempt.password(), answer);
    }

    @Override
    public void authorise(Attempt attempt, Consumer<LoginResult> answer) {
        login(attempt, settings.otherBind() instanceof Bind.AsUser ? attempt.password() : null, answer);
    }

    private interface Work<T> {
        T run() throws LDAPException;
    }

    /**
     * @param password null: the name is proven
     */
    private void login(Attempt attempt, @Nullable String password, Consumer<LoginResult> answer) {
        if (password != null && password.isEmpty()) {
            // To a directory it would mean nobody in particular (RFC 4513, 5.1.2), and it would agree.
            answer.accept(refused(attempt, "unauthenticated bind not allowed"));
            return;
        }
        run(
                        "login of user '" + attempt.name() + "'",
                        () -> password == null ? proven(attempt) : bind(attempt, password))
                .answer(answer, why -> refused(attempt, why));
    }

    private LoginResult bind(Attempt attempt, String password) throws LDAPException {
        Map<String, String> variables = LdapPattern.variables(attempt.name());
        String pattern = LdapPattern.dn(settings.userDnPattern(), variables);
        Ldap.Lookup lookup = settings.lookup();
        boolean afterwards = lookup != null && lookup.bind() instanceof Bind.AsUser;
        String first = lookup == null || afterwards
                ? bindName(variables, pattern)
                : as(lookup.bind(), null, bound -> found(bound, lookup, variables, pattern));
        try {
            return directory.as(first, password, bound -> {
                String dn = lookup == null ? pattern : afterwards ? found(bound, lookup, variables, pattern) : first;
                LdapAuthority judge = new LdapAuthority(this, attempt.name(), dn, password);
                Set<String> tags = settings.otherBind() instanceof Bind.AsUser ? judge.tags(bound) : null;
                return accepted(attempt, judge, tags);
            });
        } catch (LDAPException e) {
            if (e.getResultCode().equals(ResultCode.INVALID_CREDENTIALS)) {
                return refused(attempt, "invalid credentials: the LDAP server takes no such password for " + first);
            }
            throw e;
        }
    }

    private LoginResult proven(Attempt attempt) throws LDAPException {
        Bind bind = settings.otherBind();
        if (bind instanceof Bind.AsUser) {
            return refused(attempt, "'other_bind' set to 'as_user' but no password supplied");
        }
        Map<String, String> variables = LdapPattern.variables(attempt.name());
        String pattern = LdapPattern.dn(settings.userDnPattern(), variables);
        Ldap.Lookup lookup = settings.lookup();
        String dn = lookup == null
                ? pattern
                : as(
                        lookup.bind() instanceof Bind.AsUser ? bind : lookup.bind(),
                        null,
                        bound -> found(bound, lookup, variables, pattern));
        return accepted(attempt, new LdapAuthority(this, attempt.name(), dn, ""), null);
    }

    private String bindName(Map<String, String> variables, String dn) {
        return settings.userBindPattern() == null ? dn : LdapPattern.dn(settings.userBindPattern(), variables);
    }

    /** A user's distinguished name; where it is not to be found, or not one only, what the pattern makes of the name. */
    private String found(LdapDirectory.Bound bound, Ldap.Lookup lookup, Map<String, String> variables, String otherwise)
            throws LDAPException {
        String value = LdapPattern.text(settings.userDnPattern(), variables);
        var found = bound.find(lookup.base(), true, lookup.attribute(), value);
        if (found.size() == 1) {
            return found.get(0);
        }
        LOG.warn("LDAP: {} entries below {} have {} = {}", found.size(), lookup.base(), lookup.attribute(), value);
        return otherwise;
    }

    /**
     * @param tags null: they are still to be asked for, by who asks everything else
     */
    private LoginResult accepted(Attempt attempt, LdapAuthority judge, @Nullable Set<String> tags)
            throws LDAPException {
        Set<String> known = tags == null ? as(settings.otherBind(), judge, judge::tags) : tags;
        LOG.atLevel(level()).log("LDAP: user '{}' is {} and has the tags {}", attempt.name(), judge.dn(), known);
        return new LoginResult.Accepted(
                new User(attempt.name(), Set.copyOf(known), judge, attempt.peerAddress(), User.NEVER));
    }

    private static LoginResult refused(Attempt attempt, String why) {
        return new LoginResult.Refused("user '" + attempt.name() + "' - " + why);
    }

    /** Asks as that, which must not be the user unless one is given. */
    private <T> T as(Bind bind, @Nullable LdapAuthority user, LdapDirectory.Questions<T> questions)
            throws LDAPException {
        if (bind instanceof Bind.As as) {
            return directory.as(as.dn(), as.password(), questions);
        }
        return bind instanceof Bind.AsUser && user != null
                ? directory.as(user.dn(), user.password(), questions)
                : directory.anonymously(questions);
    }

    // ---- for the authorities

    /** Whether the query says yes for that user; asks no server where it need not. */
    void decide(
            LdapAuthority user, LdapQuery.Condition query, Map<String, String> variables, Consumer<Boolean> answer) {
        if (query instanceof LdapQuery.Constant constant) {
            answer.accept(constant.value());
            return;
        }
        run("a query for user '" + user.name() + "'", () -> {
                    LdapQuestion.Answer said = as(
                            settings.otherBind(),
                            user,
                            bound -> question(bound, variables).ask(query));
                    LOG.atLevel(level()).log("LDAP: {} for {}: {}", query, variables, said);
                    return said == LdapQuestion.Answer.YES;
                })
                .answer(answer, why -> false);
    }

    LdapQuestion question(LdapDirectory.Bound bound, Map<String, String> variables) {
        String base = settings.groupLookupBase();
        Ldap.Lookup lookup = settings.lookup();
        return new LdapQuestion(bound, base == null && lookup != null ? lookup.base() : base, variables);
    }

    Ldap.Queries queries() {
        return settings.queries();
    }

    private org.slf4j.event.Level level() {
        return settings.log() == Ldap.Log.NOTHING ? org.slf4j.event.Level.DEBUG : org.slf4j.event.Level.INFO;
    }

    // ---- threads

    /** Something to do on a thread of this back end's, whose end somebody waits for. */
    private final class Running<T> {
        private final String what;
        private final Work<T> work;

        Running(String what, Work<T> work) {
            this.what = what;
            this.work = work;
        }

        /** Answers once, whatever happens. */
        void answer(Consumer<T> answer, java.util.function.Function<String, T> refusal) {
            try {
                threads.execute(() -> answer.accept(outcome(refusal)));
            } catch (RejectedExecutionException e) {
                answer.accept(refusal.apply("too many wait for the LDAP servers"));
            }
        }

        private T outcome(java.util.function.Function<String, T> refusal) {
            try {
                return work.run();
            } catch (LDAPException e) {
                LOG.error("LDAP: {} failed: {}", what, e.getResultCode() + ": " + e.getMessage());
                return refusal.apply("the LDAP servers do not say: " + e.getResultCode());
            } catch (RuntimeException e) {
                LOG.error("LDAP: {} failed", what, e);
                return refusal.apply("the LDAP servers were not asked: " + e.getMessage());
            }
        }
    }

    private <T> Running<T> run(String what, Work<T> work) {
        return new Running<>(what, work);
    }

    @Override
    public void close() {
        threads.shutdownNow();
        directory.close();
    }

    /** The tags that the queries give that user. */
    Set<String> tags(LdapDirectory.Bound bound, Map<String, String> variables) throws LDAPException {
        Set<String> tags = new TreeSet<>();
        for (LdapQuery.Tag tag : settings.queries().tags()) {
            if (question(bound, variables).ask(tag.condition()) == LdapQuestion.Answer.YES) {
                tags.add(tag.tag());
            }
        }
        return tags;
    }
}
