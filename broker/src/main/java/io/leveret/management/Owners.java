// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Reply;
import io.leveret.loop.Loop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** Asks what lives on the node's loops; every answer comes on the server's own loop. Callable from that one. */
final class Owners {
    private final Context home;

    /**
     * @param home of the server's loop
     */
    Owners(Context home) {
        this.home = home;
    }

    /** Asks a question that is answered on any thread; what the broker refuses fails as a {@link Refusal}. */
    <T> Future<T> ask(Consumer<Reply<T>> question) {
        return this.<T>put(question).recover(problem -> Future.failedFuture(refusal(problem)));
    }

    private static Throwable refusal(Throwable problem) {
        return problem instanceof AmqpException error ? Refusal.of(error) : problem;
    }

    /** Asks a question that is answered on any thread; what the broker refuses fails as it comes. */
    <T> Future<T> put(Consumer<Reply<T>> question) {
        Promise<T> answer = Promise.promise();
        question.accept(new Reply<>() {
            @Override
            public void ok(T value) {
                atHome(() -> answer.complete(value));
            }

            @Override
            public void failed(AmqpException error) {
                atHome(() -> answer.fail(error));
            }
        });
        return answer.future();
    }

    /** Asks a question that cannot be refused. */
    <T> Future<T> hear(Consumer<Consumer<T>> question) {
        Promise<T> answer = Promise.promise();
        question.accept(value -> atHome(() -> answer.complete(value)));
        return answer.future();
    }

    /** Reads something on the loop that owns it. */
    <T> Future<T> on(Loop loop, Supplier<T> reading) {
        Promise<T> answer = Promise.promise();
        loop.execute(() -> {
            try {
                T value = reading.get();
                atHome(() -> answer.complete(value));
            } catch (RuntimeException e) {
                atHome(() -> answer.fail(e));
            }
        });
        return answer.future();
    }

    /**
     * Reads something of many things, each on the loop that owns it, without keeping a loop from its work for long; in
     * the order of the things.
     *
     * @param perTurn how many are read in one turn of a loop
     */
    <Q, T> Future<List<T>> onEach(List<Q> things, Function<Q, Loop> loop, int perTurn, Function<Q, T> reading) {
        IdentityHashMap<Loop, List<Integer>> byLoop = new IdentityHashMap<>();
        for (int i = 0; i < things.size(); i++) {
            byLoop.computeIfAbsent(loop.apply(things.get(i)), l -> new ArrayList<>())
                    .add(i);
        }
        @SuppressWarnings("unchecked")
        T[] found = (T[]) new Object[things.size()];
        return all(
                        byLoop.entrySet(),
                        one -> turns(
                                one.getKey(),
                                one.getValue(),
                                perTurn,
                                places -> {
                                    List<T> read = new ArrayList<>(places.size());
                                    places.forEach(place -> read.add(reading.apply(things.get(place))));
                                    return read;
                                },
                                found))
                .map(done -> Arrays.asList(found));
    }

    /** One turn after the other. */
    private <T> Future<Boolean> turns(
            Loop loop, List<Integer> places, int perTurn, Function<List<Integer>, List<T>> reading, T[] found) {
        Promise<Boolean> done = Promise.promise();
        turn(loop, places, perTurn, reading, found, done);
        return done.future();
    }

    private <T> void turn(
            Loop loop,
            List<Integer> places,
            int perTurn,
            Function<List<Integer>, List<T>> reading,
            T[] found,
            Promise<Boolean> done) {
        if (places.isEmpty()) {
            done.complete(true);
            return;
        }
        List<Integer> now = places.subList(0, Math.min(perTurn, places.size()));
        List<Integer> later = places.subList(now.size(), places.size());
        on(loop, () -> reading.apply(now)).onFailure(done::fail).onSuccess(read -> {
            for (int i = 0; i < read.size(); i++) {
                found[now.get(i)] = read.get(i);
            }
            turn(loop, later, perTurn, reading, found, done);
        });
    }

    /** All answers, in the order of the questions. */
    static <Q, T> Future<List<T>> all(Collection<Q> questions, Function<Q, Future<T>> ask) {
        return Future.all(questions.stream().map(ask).toList()).map(all -> all.<T>list());
    }

    private void atHome(Runnable task) {
        home.runOnContext(unused -> task.run());
    }
}
