// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.message;

import io.leveret.loop.Loop;

/** Where the answer to a question goes, at once or later. Exactly one of the two methods is called, once. */
public interface Reply<T> {

    void ok(T value);

    void failed(AmqpException error);

    /** The same reply, always given on that loop. */
    default Reply<T> on(Loop loop) {
        Reply<T> reply = this;
        return new Reply<>() {
            @Override
            public void ok(T value) {
                loop.run(() -> reply.ok(value));
            }

            @Override
            public void failed(AmqpException error) {
                loop.run(() -> reply.failed(error));
            }
        };
    }
}
