// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.config.BackEnds;
import io.leveret.loop.Published;
import io.leveret.loop.VirtualLoop;
import io.leveret.loop.VirtualLoops;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who guesses passwords gets slower and slower, and nobody else does. */
class LoginPaceTest {
    private static final String HERE = "10.0.0.1";
    private static final String THERE = "10.0.0.2";

    private final VirtualLoops loops = new VirtualLoops(1, new Random(1));
    private final VirtualLoop loop = loops.loops().get(0);
    private final Users users = new Users();
    private final List<LoginResult> answers = new ArrayList<>();
    private AccessControl access;

    @BeforeEach
    void open() throws Exception {
        for (String name : List.of("ann", "bob")) {
            users.put(new UserDefinition(name, PasswordHash.of("right"), List.of()));
        }
        access = AccessControl.of(BackEnds.INTERNAL, users, new Published<>(Set.of()), loop);
    }

    private void login(String name, String password, String address) {
        loop.enter(() -> access.login(new Attempt(name, password, address, false), answers::add));
    }

    private boolean isAnswered(String name, String password, String address) {
        int before = answers.size();
        login(name, password, address);
        return answers.size() > before;
    }

    private void failFreely() {
        for (int i = 0; i < LoginPace.FAILURES_FREE; i++) {
            assertThat(isAnswered("ann", "wrong", HERE)).isTrue();
        }
    }

    @Test
    void someMistakesCostNothingAndThenEachCostsMore() {
        failFreely();
        long waited = 0;
        for (long expected : new long[] {250, 500, 1_000, 2_000, 2_000}) {
            assertThat(isAnswered("ann", "wrong", HERE)).isFalse();
            long before = loops.clock().epochMillis();
            while (answers.size() < LoginPace.FAILURES_FREE + 1 + waited) {
                assertThat(loops.passToNextTimer()).isTrue();
                loops.turnAll();
            }
            waited++;
            assertThat(loops.clock().epochMillis() - before).isEqualTo(expected);
        }
        assertThat(answers).allMatch(answer -> answer instanceof LoginResult.Refused);
    }

    @Test
    void theRightPasswordWaitsItsTurnAndEndsIt() {
        failFreely();
        assertThat(isAnswered("ann", "right", HERE)).isFalse(); // else it would be told from a wrong one at once
        loops.pass(250);
        loops.turnAll();
        assertThat(answers.get(answers.size() - 1)).isInstanceOf(LoginResult.Accepted.class);
        assertThat(isAnswered("ann", "wrong", HERE)).isTrue();
    }

    @Test
    void othersDoNotWait() {
        failFreely();
        assertThat(isAnswered("ann", "right", THERE)).isTrue();
        assertThat(isAnswered("bob", "right", HERE)).isTrue();
        assertThat(isAnswered("ann", "right", HERE)).isFalse();
    }

    @Test
    void manyAtOnceAreNoFasterThanOneAfterTheOther() {
        failFreely();
        for (int i = 0; i < 1_000; i++) {
            login("ann", "guess " + i, HERE);
        }
        loops.pass(LoginPace.WAIT_MILLIS_MAX);
        loops.turnAll();
        List<LoginResult> late = answers.subList(LoginPace.FAILURES_FREE, answers.size());
        assertThat(late).hasSize(1_000);
        assertThat(late.stream().map(answer -> ((LoginResult.Refused) answer).reason()))
                .filteredOn(reason -> reason.equals("user 'ann' - invalid credentials: wrong password"))
                .hasSizeLessThan(25);
        assertThat(((LoginResult.Refused) late.get(999)).reason())
                .isEqualTo("too many logins of user 'ann' or of others from 10.0.0.1 have failed; this one was not"
                        + " examined");
    }

    @Test
    void whoTriesManyNamesIsSlowedDownWithEveryName() {
        for (int i = 0; i < LoginPace.NAMES_FREE; i++) {
            assertThat(isAnswered("name " + i, "123456", HERE)).isTrue();
        }
        assertThat(isAnswered("another", "123456", HERE)).isFalse();
        assertThat(isAnswered("bob", "right", THERE)).isTrue();
    }

    @Test
    void anIpv6NetworkIsOneAddress() {
        for (int i = 0; i < LoginPace.FAILURES_FREE; i++) {
            login("ann", "wrong", "2001:db8:1:2:0:0:0:" + i);
        }
        assertThat(isAnswered("ann", "right", "2001:db8:1:2:9:9:9:9")).isFalse();
        assertThat(isAnswered("ann", "right", "2001:db8:1:3:0:0:0:1")).isTrue();
    }

    @Test
    void everythingIsForgiven() {
        failFreely();
        loops.pass(LoginPace.MEMORY_MILLIS + 1);
        assertThat(isAnswered("ann", "wrong", HERE)).isTrue();
    }

    @Test
    void memoryIsBounded() {
        LoginPace pace = new LoginPace(loops.clock());
        for (int i = 0; i < 3 * LoginPace.KEPT_MAX; i++) {
            pace.ended(
                    new Attempt("name", "wrong", "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255), false),
                    false);
        }
        assertThat(pace.size()).isLessThanOrEqualTo(LoginPace.KEPT_MAX + 1);
    }

    @Test
    void whoMayComeFromHereOnlyIsDecidedAnew() throws Exception {
        Published<Set<String>> hereOnly = new Published<>(Set.of("ann"));
        access = AccessControl.of(BackEnds.INTERNAL, users, hereOnly, loop);
        login("ann", "right", HERE);
        hereOnly.set(Set.of());
        login("ann", "right", HERE);
        assertThat(answers.get(0)).isEqualTo(new LoginResult.Refused("user 'ann' can only connect via localhost"));
        assertThat(answers.get(1)).isInstanceOf(LoginResult.Accepted.class);
    }

    @Test
    void certificatesAndTokensDoNotWait() {
        for (int i = 0; i < 100; i++) {
            loop.enter(() -> access.login(new Attempt("nobody", null, HERE, false), answers::add));
            loop.enter(() -> access.login(new Attempt("", "token", HERE, false), answers::add));
        }
        assertThat(answers).hasSize(200);
    }
}
