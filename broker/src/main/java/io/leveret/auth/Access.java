// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import io.leveret.loop.Loop;
import io.leveret.loop.Published;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Asks the back ends of the settings, one after the other, until one lets somebody in; what they may do is that one's to
 * say from then on.
 */
final class Access implements AccessControl {
    private final List<Entry> entries;
    private final Published<Set<String>> loopbackOnly;
    private final LoginPace pace;
    private final Loop timers;
    private final LongSupplier version;
    private final List<AutoCloseable> resources;

    /** Who says who somebody is, and who says what they may do. */
    record Entry(BackEnd authentication, BackEnd authorisation) {}

    /**
     * @param loopbackOnly users who may log in only from this machine
     * @param timers where those wait whose logins have failed too often
     * @param version of what may change the answers
     * @param resources closed with this
     */
    Access(
            List<Entry> entries,
            Published<Set<String>> loopbackOnly,
            Loop timers,
            LongSupplier version,
            List<AutoCloseable> resources) {
        this.entries = entries;
        this.loopbackOnly = loopbackOnly;
        this.pace = new LoginPace(timers.clock());
        this.timers = timers;
        this.version = version;
        this.resources = resources;
    }

    @Override
    public void login(Attempt attempt, Consumer<LoginResult> answer) {
        if (attempt.password() == null || attempt.name().isEmpty()) {
            ask(0, attempt, "", answer); // a certificate or a token: nothing that could be guessed
            return;
        }
        long wait = pace.turn(attempt);
        if (wait == LoginPace.REFUSED) {
            LoginResult refused = new LoginResult.Refused("too many logins of user '" + attempt.name()
                    + "' or of others" + " from " + attempt.peerAddress() + " have failed; this one was not examined");
            later(LoginPace.WAIT_MILLIS_MAX, () -> answer.accept(refused));
        } else if (wait == 0) {
            examine(attempt, answer);
        } else {
            later(wait, () -> examine(attempt, answer));
        }
    }

    private void later(long millis, Runnable then) {
        timers.run(() -> timers.after(millis, then));
    }

    private void examine(Attempt attempt, Consumer<LoginResult> answer) {
        ask(0, attempt, "", result -> {
            pace.ended(attempt, result instanceof LoginResult.Accepted);
            answer.accept(result);
        });
    }

    /**
     * @param before why those before refused
     */
    private void ask(int index, Attempt attempt, String before, Consumer<LoginResult> answer) {
        Entry entry = entries.get(index);
        Consumer<LoginResult> next = result -> {
            if (!(result instanceof LoginResult.Refused refused)) {
                answer.accept(checked(result, attempt));
                return;
            }
            String reasons = before.isEmpty() ? refused.reason() : before + "; " + refused.reason();
            if (index + 1 < entries.size()) {
                ask(index + 1, attempt, reasons, answer);
            } else {
                answer.accept(new LoginResult.Refused(reasons));
            }
        };
        if (attempt.password() == null) {
            entry.authorisation().authorise(attempt, next);
        } else if (entry.authentication() == entry.authorisation()) {
            entry.authentication().authenticate(attempt, next);
        } else {
            entry.authentication().authenticate(attempt, result -> {
                if (result instanceof LoginResult.Accepted accepted) {
                    Attempt known = new Attempt(
                            accepted.user().name(), attempt.password(), attempt.peerAddress(), attempt.fromLoopback());
                    entry.authorisation().authorise(known, next);
                } else {
                    next.accept(result);
                }
            });
        }
    }

    private LoginResult checked(LoginResult result, Attempt attempt) {
        if (result instanceof LoginResult.Accepted accepted
                && !attempt.fromLoopback()
                && loopbackOnly.get().contains(accepted.user().name())) {
            return new LoginResult.Refused("user '" + accepted.user().name() + "' can only connect via localhost");
        }
        return result;
    }

    @Override
    public void refresh(User user, String secret, Consumer<LoginResult> answer) {
        user.authority().refresh(user, secret, answer);
    }

    @Override
    public void mayOpen(User user, String virtualHost, Consumer<Boolean> answer) {
        user.authority().mayOpen(user, virtualHost, answer);
    }

    @Override
    public void may(User user, Permission permission, Resource resource, Consumer<Boolean> answer) {
        user.authority().may(user, permission, resource, answer);
    }

    @Override
    public void mayUse(User user, TopicUse topic, Consumer<Boolean> answer) {
        user.authority().mayUse(user, topic, answer);
    }

    @Override
    public long version() {
        return version.getAsLong();
    }

    @Override
    public void close() {
        for (AutoCloseable resource : resources) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new IllegalStateException("a back end does not close", e);
            }
        }
    }
}
