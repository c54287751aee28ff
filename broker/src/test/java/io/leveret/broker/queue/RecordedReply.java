// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Reply;
import org.jspecify.annotations.Nullable;

/** An answer that a test waits for; there must be one only. */
final class RecordedReply<T> implements Reply<T> {
    private boolean answered;
    private @Nullable T value;
    private @Nullable AmqpException error;

    @Override
    public void ok(T given) {
        answer();
        value = given;
    }

    @Override
    public void failed(AmqpException given) {
        answer();
        error = given;
    }

    private void answer() {
        if (answered) {
            throw new AssertionError("answered twice");
        }
        answered = true;
    }

    boolean answered() {
        return answered;
    }

    T value() {
        if (value == null) {
            throw new AssertionError(answered ? "failed: " + error : "not answered");
        }
        return value;
    }

    String failure() {
        if (error == null) {
            throw new AssertionError(answered ? "answered " + value : "not answered");
        }
        return error.replyText();
    }
}
