// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.message;

import io.leveret.table.FieldType;
import io.leveret.table.LongString;
import io.leveret.table.Table;
import io.leveret.table.Utf8;
import java.util.ArrayList;
import java.util.List;

/** The headers CC and BCC (a RabbitMQ extension): further routing keys of a message; consumers do not see BCC. */
public final class CarbonCopies {
    private static final String CC = "CC";
    private static final String BCC = "BCC";
    private static final int KEY_BYTES_MAX = 255;

    private CarbonCopies() {}

    /** The routing key and those of the headers. */
    public static List<String> keys(Message message) {
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

    /** The message as consumers see it; what it hides is in its trail. */
    public static Message withoutBcc(Message message) {
        if (!message.headers().contains(BCC)) {
            return message;
        }
        Properties properties =
                message.properties().withHeaders(message.headers().without(BCC));
        List<String> blindKeys = new ArrayList<>();
        add(BCC, message.headers(), blindKeys);
        blindKeys.removeIf(key -> Utf8.encode(key).length > KEY_BYTES_MAX);
        return message.with(HeapContent.replaceProperties(message.content(), properties), Trail.of(blindKeys));
    }
}
