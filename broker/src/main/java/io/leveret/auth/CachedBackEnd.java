// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.leveret.config.BackEnds;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Another back end, whose answers are kept for a while ({@code auth_cache.*}). From any thread. */
final class CachedBackEnd implements BackEnd {
    private static final long ANSWERS_MAX = 100_000;

    private final BackEnd asked;
    private final boolean refusals;
    private final Cache<Object, Object> answers;

    private record Login(Attempt attempt, boolean proven) {}

    private record Opening(String user, String virtualHost) {}

    private record Use(String user, Permission permission, Resource resource) {}

    private record KeyUse(String user, TopicUse topic) {}

    CachedBackEnd(BackEnd asked, BackEnds.Cache settings) {
        this.asked = asked;
        this.refusals = settings.refusals();
        this.answers = Caffeine.newBuilder()
                .maximumSize(ANSWERS_MAX)
                .expireAfterWrite(settings.ttlMillis(), TimeUnit.MILLISECONDS)
                .build();
    }

    private interface Question<T> {
        void ask(Consumer<T> answer);
    }

    @SuppressWarnings("unchecked") // each kind of key has one kind of answer
    private <T> void answer(Object key, Predicate<T> accepted, Question<T> question, Consumer<T> answer) {
        Object kept = answers.getIfPresent(key);
        if (kept != null) {
            answer.accept((T) kept);
            return;
        }
        question.ask(said -> {
            if (refusals || accepted.test(said)) {
                answers.put(key, said);
            }
            answer.accept(said);
        });
    }

    private static boolean accepted(LoginResult result) {
        return result instanceof LoginResult.Accepted;
    }

    /** What they may do is asked here, too. */
    private LoginResult own(LoginResult result) {
        return result instanceof LoginResult.Accepted accepted
                ? new LoginResult.Accepted(accepted.user().judgedBy(this))
                : result;
    }

    @Override
    public void authenticate(Attempt attempt, Consumer<LoginResult> answer) {
        answer(
                new Login(attempt, false),
                CachedBackEnd::accepted,
                then -> asked.authenticate(attempt, result -> then.accept(own(result))),
                answer);
    }

    @Override
    public void authorise(Attempt attempt, Consumer<LoginResult> answer) {
        answer(
                new Login(attempt, true),
                CachedBackEnd::accepted,
                then -> asked.authorise(attempt, result -> then.accept(own(result))),
                answer);
    }

    @Override
    public void mayOpen(User user, String virtualHost, Consumer<Boolean> answer) {
        this.<Boolean>answer(
                new Opening(user.name(), virtualHost),
                said -> said,
                then -> asked.mayOpen(user, virtualHost, then),
                answer);
    }

    @Override
    public void may(User user, Permission permission, Resource resource, Consumer<Boolean> answer) {
        this.<Boolean>answer(
                new Use(user.name(), permission, resource),
                said -> said,
                then -> asked.may(user, permission, resource, then),
                answer);
    }

    @Override
    public void mayUse(User user, TopicUse topic, Consumer<Boolean> answer) {
        this.<Boolean>answer(
                new KeyUse(user.name(), topic), said -> said, then -> asked.mayUse(user, topic, then), answer);
    }

    @Override
    public void refresh(User user, String secret, Consumer<LoginResult> answer) {
        asked.refresh(user, secret, result -> answer.accept(own(result)));
    }
}
