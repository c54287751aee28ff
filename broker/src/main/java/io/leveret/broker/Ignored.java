// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Reply;

/** The reply of who does not wait for an answer. */
final class Ignored {
    private Ignored() {}

    static <T> Reply<T> reply() {
        return new Reply<>() {
            @Override
            public void ok(T value) {}

            @Override
            public void failed(AmqpException error) {}
        };
    }
}
