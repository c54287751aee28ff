// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Reply;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** What the loops answer to the wiring's thread, which may wait for it. */
final class Answers {
    private Answers() {}

    static <T> CompletableFuture<T> of(Consumer<Reply<T>> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        question.accept(new Reply<>() {
            @Override
            public void ok(T value) {
                answer.complete(value);
            }

            @Override
            public void failed(AmqpException error) {
                answer.completeExceptionally(error);
            }
        });
        return answer;
    }

    /** Waits; what failed on the loop fails here. */
    static <T> void join(CompletableFuture<T> answer) {
        try {
            answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
