// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionClose;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionCloseOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionOpen;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionSecureOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionStartOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionTuneOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionUpdateSecret;

/** Who answers a client's methods on channel 0, one overload a method. */
public interface ClientConnectionMethods {
    void on(ConnectionStartOk method);

    void on(ConnectionSecureOk method);

    void on(ConnectionTuneOk method);

    void on(ConnectionOpen method);

    void on(ConnectionClose method);

    void on(ConnectionCloseOk method);

    void on(ConnectionUpdateSecret method);
}
