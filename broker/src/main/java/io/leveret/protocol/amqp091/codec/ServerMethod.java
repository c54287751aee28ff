// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.leveret.protocol.amqp091.codec.AccessMethods.AccessRequestOk;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicAck;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicCancel;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicCancelOk;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicConsumeOk;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicDeliver;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicGetEmpty;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicGetOk;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicNack;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicQosOk;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicRecoverOk;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicReturn;
import io.leveret.protocol.amqp091.codec.ChannelMethods.ChannelClose;
import io.leveret.protocol.amqp091.codec.ChannelMethods.ChannelCloseOk;
import io.leveret.protocol.amqp091.codec.ChannelMethods.ChannelFlowOk;
import io.leveret.protocol.amqp091.codec.ChannelMethods.ChannelOpenOk;
import io.leveret.protocol.amqp091.codec.ConfirmMethods.ConfirmSelectOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionBlocked;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionClose;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionCloseOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionOpenOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionSecure;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionStart;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionTune;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionUnblocked;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionUpdateSecretOk;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeBindOk;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeDeclareOk;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeDeleteOk;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeUnbindOk;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueBindOk;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueDeclareOk;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueDeleteOk;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueuePurgeOk;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueUnbindOk;
import io.leveret.protocol.amqp091.codec.TxMethods.TxCommitOk;
import io.leveret.protocol.amqp091.codec.TxMethods.TxRollbackOk;
import io.leveret.protocol.amqp091.codec.TxMethods.TxSelectOk;
import io.netty.buffer.ByteBuf;

/** What the server sends; {@link Frames#writeMethod} makes a frame of it. */
public sealed interface ServerMethod
        permits ConnectionStart,
                ConnectionSecure,
                ConnectionTune,
                ConnectionOpenOk,
                ConnectionClose,
                ConnectionCloseOk,
                ConnectionBlocked,
                ConnectionUnblocked,
                ConnectionUpdateSecretOk,
                ChannelOpenOk,
                ChannelFlowOk,
                ChannelClose,
                ChannelCloseOk,
                AccessRequestOk,
                ExchangeDeclareOk,
                ExchangeDeleteOk,
                ExchangeBindOk,
                ExchangeUnbindOk,
                QueueDeclareOk,
                QueueBindOk,
                QueuePurgeOk,
                QueueDeleteOk,
                QueueUnbindOk,
                BasicQosOk,
                BasicConsumeOk,
                BasicCancel,
                BasicCancelOk,
                BasicReturn,
                BasicDeliver,
                BasicGetOk,
                BasicGetEmpty,
                BasicAck,
                BasicRecoverOk,
                BasicNack,
                ConfirmSelectOk,
                TxSelectOk,
                TxCommitOk,
                TxRollbackOk {

    /** See {@link MethodIds}. */
    int method();

    /**
     * Appends the arguments as they stand in a method frame's payload, behind the two ids.
     *
     * @throws IllegalArgumentException if a short string has more than 255 bytes
     */
    void writeArguments(ByteBuf out);
}
