// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.leveret.protocol.amqp091.codec.AccessMethods.AccessRequest;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicAck;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicCancel;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicCancelOk;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicConsume;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicGet;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicNack;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicPublish;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicQos;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicRecover;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicRecoverAsync;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicReject;
import io.leveret.protocol.amqp091.codec.ChannelMethods.ChannelClose;
import io.leveret.protocol.amqp091.codec.ChannelMethods.ChannelCloseOk;
import io.leveret.protocol.amqp091.codec.ChannelMethods.ChannelFlow;
import io.leveret.protocol.amqp091.codec.ChannelMethods.ChannelOpen;
import io.leveret.protocol.amqp091.codec.ConfirmMethods.ConfirmSelect;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeBind;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeDeclare;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeDelete;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeUnbind;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueBind;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueDeclare;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueDelete;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueuePurge;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueUnbind;
import io.leveret.protocol.amqp091.codec.TxMethods.TxCommit;
import io.leveret.protocol.amqp091.codec.TxMethods.TxRollback;
import io.leveret.protocol.amqp091.codec.TxMethods.TxSelect;

/** What a client may send on a channel. */
public sealed interface ClientChannelMethod extends ClientMethod
        permits ChannelOpen,
                ChannelFlow,
                ChannelClose,
                ChannelCloseOk,
                AccessRequest,
                ExchangeDeclare,
                ExchangeDelete,
                ExchangeBind,
                ExchangeUnbind,
                QueueDeclare,
                QueueBind,
                QueuePurge,
                QueueDelete,
                QueueUnbind,
                BasicQos,
                BasicConsume,
                BasicCancel,
                BasicCancelOk,
                BasicPublish,
                BasicGet,
                BasicAck,
                BasicReject,
                BasicRecoverAsync,
                BasicRecover,
                BasicNack,
                ConfirmSelect,
                TxSelect,
                TxCommit,
                TxRollback {

    void dispatch(ClientChannelMethods to);
}
