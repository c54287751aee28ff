// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionClose;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionCloseOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionOpen;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionSecureOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionStartOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionTuneOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionUpdateSecret;

/** What a client may send about its connection, on channel 0. */
public sealed interface ClientConnectionMethod extends ClientMethod
        permits ConnectionStartOk,
                ConnectionSecureOk,
                ConnectionTuneOk,
                ConnectionOpen,
                ConnectionClose,
                ConnectionCloseOk,
                ConnectionUpdateSecret {

    void dispatch(ClientConnectionMethods to);
}
