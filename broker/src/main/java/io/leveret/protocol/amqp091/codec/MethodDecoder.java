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
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionClose;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionCloseOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionOpen;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionSecureOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionStartOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionTuneOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionUpdateSecret;
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
import io.netty.buffer.ByteBuf;

/** The arguments of a METHOD frame to the method a client wishes for. */
public final class MethodDecoder {
    private MethodDecoder() {}

    /**
     * @param method class and method id, packed as in {@link MethodIds}
     * @param in its reader index is at the first argument, and at {@code end} when this returns
     * @param end index behind the last argument
     * @throws MalformedFrameException if the bytes are not the arguments of this method
     * @throws UnimplementedMethodException if there is no such method, or only a server sends it
     */
    public static ClientMethod decode(int method, ByteBuf in, int end) {
        ArgumentReader arguments = new ArgumentReader(method, in, end);
        ClientMethod decoded = switch (method) {
            case MethodIds.CONNECTION_START_OK -> ConnectionStartOk.read(arguments);
            case MethodIds.CONNECTION_SECURE_OK -> ConnectionSecureOk.read(arguments);
            case MethodIds.CONNECTION_TUNE_OK -> ConnectionTuneOk.read(arguments);
            case MethodIds.CONNECTION_OPEN -> ConnectionOpen.read(arguments);
            case MethodIds.CONNECTION_CLOSE -> ConnectionClose.read(arguments);
            case MethodIds.CONNECTION_CLOSE_OK -> ConnectionCloseOk.read(arguments);
            case MethodIds.CONNECTION_UPDATE_SECRET -> ConnectionUpdateSecret.read(arguments);
            case MethodIds.CHANNEL_OPEN -> ChannelOpen.read(arguments);
            case MethodIds.CHANNEL_FLOW -> ChannelFlow.read(arguments);
            case MethodIds.CHANNEL_CLOSE -> ChannelClose.read(arguments);
            case MethodIds.CHANNEL_CLOSE_OK -> ChannelCloseOk.read(arguments);
            case MethodIds.ACCESS_REQUEST -> AccessRequest.read(arguments);
            case MethodIds.EXCHANGE_DECLARE -> ExchangeDeclare.read(arguments);
            case MethodIds.EXCHANGE_DELETE -> ExchangeDelete.read(arguments);
            case MethodIds.EXCHANGE_BIND -> ExchangeBind.read(arguments);
            case MethodIds.EXCHANGE_UNBIND -> ExchangeUnbind.read(arguments);
            case MethodIds.QUEUE_DECLARE -> QueueDeclare.read(arguments);
            case MethodIds.QUEUE_BIND -> QueueBind.read(arguments);
            case MethodIds.QUEUE_PURGE -> QueuePurge.read(arguments);
            case MethodIds.QUEUE_DELETE -> QueueDelete.read(arguments);
            case MethodIds.QUEUE_UNBIND -> QueueUnbind.read(arguments);
            case MethodIds.BASIC_QOS -> BasicQos.read(arguments);
            case MethodIds.BASIC_CONSUME -> BasicConsume.read(arguments);
            case MethodIds.BASIC_CANCEL -> BasicCancel.read(arguments);
            case MethodIds.BASIC_CANCEL_OK -> BasicCancelOk.read(arguments);
            case MethodIds.BASIC_PUBLISH -> BasicPublish.read(arguments);
            case MethodIds.BASIC_GET -> BasicGet.read(arguments);
            case MethodIds.BASIC_ACK -> BasicAck.read(arguments);
            case MethodIds.BASIC_REJECT -> BasicReject.read(arguments);
            case MethodIds.BASIC_RECOVER_ASYNC -> BasicRecoverAsync.read(arguments);
            case MethodIds.BASIC_RECOVER -> BasicRecover.read(arguments);
            case MethodIds.BASIC_NACK -> BasicNack.read(arguments);
            case MethodIds.CONFIRM_SELECT -> ConfirmSelect.read(arguments);
            case MethodIds.TX_SELECT -> TxSelect.read(arguments);
            case MethodIds.TX_COMMIT -> TxCommit.read(arguments);
            case MethodIds.TX_ROLLBACK -> TxRollback.read(arguments);
            default -> throw new UnimplementedMethodException(method);
        };
        arguments.expectEnd();
        return decoded;
    }
}
