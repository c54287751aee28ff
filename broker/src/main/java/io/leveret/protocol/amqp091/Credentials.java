// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.ReplyCode;
import io.leveret.table.LongString;
import io.leveret.table.MalformedTableException;
import io.leveret.table.Table;
import java.nio.charset.StandardCharsets;

/** Name and password out of connection.start-ok, by SASL mechanism. */
record Credentials(String name, String password) {

    static Credentials of(String mechanism, LongString response) {
        if (mechanism.equals("PLAIN")) {
            return plain(response.bytes());
        }
        if (mechanism.equals("AMQPLAIN")) {
            return amqplain(response.bytes());
        }
        throw new AmqpException(ReplyCode.COMMAND_INVALID, "unknown authentication mechanism '" + mechanism + "'");
    }

    /** RFC 4616; the authorization identity must be empty. */
    private static Credentials plain(byte[] response) {
        int second = 1;
        while (second < response.length && response[second] != 0) {
            second++;
        }
        if (response.length < 2 || response[0] != 0 || second == response.length) {
            throw invalid("PLAIN");
        }
        return new Credentials(
                new String(response, 1, second - 1, StandardCharsets.UTF_8),
                new String(response, second + 1, response.length - second - 1, StandardCharsets.UTF_8));
    }

    /** A field table without its length, with LOGIN and PASSWORD. */
    private static Credentials amqplain(byte[] response) {
        try {
            Table table = Table.decode(response);
            String name = table.string("LOGIN");
            String password = table.string("PASSWORD");
            if (name != null && password != null) {
                return new Credentials(name, password);
            }
        } catch (MalformedTableException e) {
            // the same answer
        }
        throw invalid("AMQPLAIN");
    }

    private static AmqpException invalid(String mechanism) {
        return new AmqpException(
                ReplyCode.SYNTAX_ERROR, mechanism + " auth info is invalid: the response cannot be read");
    }

    @Override
    public String toString() {
        return "Credentials[" + name + "]";
    }
}
