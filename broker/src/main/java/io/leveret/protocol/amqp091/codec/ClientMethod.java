// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

/** What a client may send. Reserved arguments (tickets) are not kept. */
public sealed interface ClientMethod permits ClientConnectionMethod, ClientChannelMethod {

    /** See {@link MethodIds}. */
    int method();
}
