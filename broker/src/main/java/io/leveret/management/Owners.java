// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Reply;
import io.leveret.loop.Loop;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.Collection;
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
        Promise<T> answer = Promise.promise();
        question.accept(new Reply<>() {
            @Override
            public void ok(T value) {
                atHome(() -> answer.complete(value));
            }

            @Override
            public void failed(AmqpException error) {
                atHome(() -> answer.fail(Refusal.of(error)));
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

    /** All answers, in the order of the questions. */
    static <Q, T> Future<List<T>> all(Collection<Q> questions, Function<Q, Future<T>> ask) {
        return Future.all(questions.stream().map(ask).toList()).map(all -> all.<T>list());
    }

    private void atHome(Runnable task) {
        home.runOnContext(unused -> task.run());
    }
}
