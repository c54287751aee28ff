// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.HeapContent;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Properties;
import io.leveret.table.FieldType;
import io.leveret.table.LongString;
import io.leveret.table.Table;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** The headers CC and BCC (a RabbitMQ extension): further routing keys of a message; consumers do not see BCC. */
final class CarbonCopies {
    private static final String CC = "CC";
    private static final String BCC = "BCC";

    private CarbonCopies() {}

    /** Whether a headers table may hold one of them: a look at its bytes that is sometimes wrongly true. */
    static boolean mayBeIn(ByteBuf in, int index, int length) {
        for (int i = index, last = index + length - 3; i <= last; i++) {
            byte b = in.getByte(i);
            if ((b == 2 && in.getByte(i + 1) == 'C') || (b == 3 && in.getByte(i + 1) == 'B')) {
                return true;
            }
        }
        return false;
    }

    /** The routing key and those of the headers. */
    static List<String> keys(Message message) {
        List<String> keys = new ArrayList<>();
        keys.add(message.address().routingKey());
        add(CC, message.headers(), keys);
        add(BCC, message.headers(), keys);
        return keys;
    }

    private static void add(String header, Table headers, List<String> keys) {
        Object value = headers.get(header);
        if (value == null) {
            return;
        }
        if (!(value instanceof List<?> list)) {
            throw AmqpException.preconditionFailed("invalid message: {unacceptable_type_in_header,\"" + header + "\","
                    + FieldType.of(value).rabbitName() + "}");
        }
        for (Object key : list) {
            if (key instanceof LongString) {
                keys.add(key.toString());
            }
        }
    }

    static Message withoutBcc(Message message) {
        if (!message.headers().contains(BCC)) {
            return message;
        }
        Properties properties =
                message.properties().withHeaders(message.headers().without(BCC));
        return new Message(
                message.address(), message.persistent(), HeapContent.replaceProperties(message.content(), properties));
    }
}
