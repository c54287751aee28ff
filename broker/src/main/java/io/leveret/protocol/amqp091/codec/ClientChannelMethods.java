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

/** Who answers a client's methods on a channel, one overload a method. */
public interface ClientChannelMethods {
    void on(ChannelOpen method);

    void on(ChannelFlow method);

    void on(ChannelClose method);

    void on(ChannelCloseOk method);

    void on(AccessRequest method);

    void on(ExchangeDeclare method);

    void on(ExchangeDelete method);

    void on(ExchangeBind method);

    void on(ExchangeUnbind method);

    void on(QueueDeclare method);

    void on(QueueBind method);

    void on(QueuePurge method);

    void on(QueueDelete method);

    void on(QueueUnbind method);

    void on(BasicQos method);

    void on(BasicConsume method);

    void on(BasicCancel method);

    void on(BasicCancelOk method);

    void on(BasicPublish method);

    void on(BasicGet method);

    void on(BasicAck method);

    void on(BasicReject method);

    void on(BasicRecoverAsync method);

    void on(BasicRecover method);

    void on(BasicNack method);

    void on(ConfirmSelect method);

    void on(TxSelect method);

    void on(TxCommit method);

    void on(TxRollback method);
}
