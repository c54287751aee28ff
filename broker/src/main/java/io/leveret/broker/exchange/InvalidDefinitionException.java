// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

/**
 * An exchange or a binding that cannot be, because its type does not take such arguments or such a key. The message is
 * the text of the 406 the client is answered with.
 */
public final class InvalidDefinitionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public InvalidDefinitionException(String replyText) {
        super(replyText);
    }
}
