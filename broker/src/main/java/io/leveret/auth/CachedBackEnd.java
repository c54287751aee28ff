// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.leveret.config.BackEnds;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Another back end, whose answers, and those of its authorities, are kept for a while ({@code auth_cache.*}). From any thread. */
final class CachedBackEnd implements BackEnd {
    private static final long ANSWERS_MAX = 100_000;

    private final BackEnd asked;
    private final boolean refusals;
    private final Cache<Object, Object> answers;

    private record Login(Attempt attempt, boolean proven) {}

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

    @Override
    public void authenticate(Attempt attempt, Consumer<LoginResult> answer) {
        login(new Login(attempt, false), then -> asked.authenticate(attempt, then), answer);
    }

    @Override
    public void authorise(Attempt attempt, Consumer<LoginResult> answer) {
        login(new Login(attempt, true), then -> asked.authorise(attempt, then), answer);
    }

    private void login(Login login, Question<LoginResult> question, Consumer<LoginResult> answer) {
        answer(
                login,
                result -> result instanceof LoginResult.Accepted,
                then -> question.ask(result -> then.accept(kept(result))),
                answer);
    }

    /** What they may do is asked here, too. */
    private LoginResult kept(LoginResult result) {
        return result instanceof LoginResult.Accepted accepted
                ? new LoginResult.Accepted(accepted.user()
                        .judgedBy(new KeptAuthority(accepted.user().authority())))
                : result;
    }

    private record Opening(Authority authority, String user, String virtualHost) {}

    private record Use(Authority authority, String user, Permission permission, Resource resource) {}

    private record KeyUse(Authority authority, String user, TopicUse topic) {}

    /** An authority whose answers are kept; two users of one name may have two, as two tokens of one subject have. */
    private final class KeptAuthority implements Authority {
        private final Authority judge;

        KeptAuthority(Authority judge) {
            this.judge = judge;
        }

        private void decide(Object key, Question<Boolean> question, Consumer<Boolean> answer) {
            answer(key, said -> said, question, answer);
        }

        @Override
        public void mayOpen(User user, String virtualHost, Consumer<Boolean> answer) {
            decide(
                    new Opening(judge, user.name(), virtualHost),
                    then -> judge.mayOpen(user, virtualHost, then),
                    answer);
        }

        @Override
        public void may(User user, Permission permission, Resource resource, Consumer<Boolean> answer) {
            decide(
                    new Use(judge, user.name(), permission, resource),
                    then -> judge.may(user, permission, resource, then),
                    answer);
        }

        @Override
        public void mayUse(User user, TopicUse topic, Consumer<Boolean> answer) {
            decide(new KeyUse(judge, user.name(), topic), then -> judge.mayUse(user, topic, then), answer);
        }

        @Override
        public void refresh(User user, String secret, Consumer<LoginResult> answer) {
            judge.refresh(user, secret, result -> answer.accept(kept(result)));
        }
    }
}
