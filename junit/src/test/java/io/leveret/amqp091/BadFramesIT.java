// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static io.leveret.amqp091.RawClient.BODY;
import static io.leveret.amqp091.RawClient.HEADER;
import static io.leveret.amqp091.RawClient.HEARTBEAT;
import static io.leveret.amqp091.RawClient.METHOD;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Frames that are wrong, or come where they must not: each is answered with RabbitMQ's code and text, closes no more than
 * it has to, and harms nobody else.
 */
@EachLoopCount
class BadFramesIT {
    private static final HexFormat HEX = HexFormat.of();

    private interface Deed {
        void by(RawClient client) throws IOException;
    }

    /** What a client does that has channel 1 open, and what it gets. */
    private record Row(String what, Deed deed, Refusal refusal) {
        @Override
        public String toString() {
            return what;
        }
    }

    private static Row row(String what, Deed deed, Refusal refusal) {
        return new Row(what, deed, refusal);
    }

    static Stream<Row> frames() {
        return Stream.of(
                row(
                        "bad end byte",
                        client -> client.send(hex("01 0001 00000005 0014001401 00")),
                        frameError("type 1, all octets = <<0,20,0,20,1>>: {invalid_frame_end_marker,0}")),
                row(
                        "bad end byte of a long frame",
                        client -> client.send(hex("03 0001 00000011" + "61".repeat(17) + "cf")),
                        frameError("type 3, first 16 octets = <<97" + ",97".repeat(15)
                                + ">>: {invalid_frame_end_marker,207}")),
                row(
                        "oversize frame",
                        client -> client.send(hex("03 0001 00020001")),
                        frameError("type 3, all octets = <<>>: {frame_too_large,131073,131064}")),
                row(
                        "frame of 4 GiB",
                        client -> client.send(hex("01 0000 ffffffff")),
                        frameError("type 1, all octets = <<>>: {frame_too_large,4294967295,131064}")),
                row(
                        "unknown type on a channel",
                        client -> client.send(4, 1, new byte[] {1, 2}),
                        frameError("type 4, all octets = <<1,2>>: unknown_frame")),
                row(
                        "unknown type on channel 0",
                        client -> client.send(255, 0, new byte[0]),
                        frameError("type 255, all octets = <<>>: unknown_frame")),
                row(
                        "method too short for its ids",
                        client -> client.send(METHOD, 1, new byte[] {0, 60, 0}),
                        frameError("type 1, all octets = <<0,60,0>>: unknown_frame")),
                row(
                        "method too short for its ids, on channel 0",
                        client -> client.send(METHOD, 0, new byte[] {0, 10, 0}),
                        frameError("type 1, all octets = <<0,10,0>>: unknown_frame")),
                row(
                        "heartbeat with a payload",
                        client -> client.send(HEARTBEAT, 0, new byte[] {7}),
                        frameError("type 8, all octets = <<7>>: unknown_frame")),
                row(
                        "heartbeat on a channel",
                        client -> client.send(HEARTBEAT, 1, new byte[0]),
                        Refusal.connection(505, "UNEXPECTED_FRAME - type 8, all octets = <<>>", 0, 0)),
                row(
                        "content header too short",
                        client -> client.send(HEADER, 1, new byte[11]),
                        frameError("type 2, all octets = <<0,0,0,0,0,0,0,0,0,0,0>>: unknown_frame")),
                row(
                        "body on channel 0",
                        client -> client.send(BODY, 0, new byte[] {1}),
                        Refusal.connection(505, "UNEXPECTED_FRAME - type 3, all octets = <<1>>", 0, 0)));
    }

    static Stream<Row> content() {
        return Stream.of(
                row(
                        "header without a method",
                        client -> client.send(HEADER, 1, header(60, 0, 0)),
                        unexpected("expected method frame, got non method frame instead", 0, 0)),
                row(
                        "body without a method",
                        client -> client.send(BODY, 1, new byte[1]),
                        unexpected("expected method frame, got non method frame instead", 0, 0)),
                row(
                        "body instead of a header",
                        client -> {
                            client.send(1, publish());
                            client.send(BODY, 1, new byte[1]);
                        },
                        unexpected(
                                "expected content header for class 60, got non content header frame instead", 60, 40)),
                row(
                        "method instead of a header",
                        client -> {
                            client.send(1, publish());
                            client.send(1, new AMQP.Tx.Select.Builder().build());
                        },
                        unexpected(
                                "expected content header for class 60, got non content header frame instead", 60, 40)),
                row(
                        "header of another class",
                        client -> {
                            client.send(1, publish());
                            client.send(HEADER, 1, header(50, 0, 0));
                        },
                        unexpected("expected content header for class 60, got one for class 50 instead", 60, 40)),
                row(
                        "method instead of a body",
                        client -> {
                            client.send(1, publish());
                            client.send(HEADER, 1, header(60, 0, 3));
                            client.send(1, publish());
                        },
                        unexpected("expected content body, got non content body frame instead", 60, 40)),
                row(
                        "second header",
                        client -> {
                            client.send(1, publish());
                            client.send(HEADER, 1, header(60, 0, 3));
                            client.send(HEADER, 1, header(60, 0, 3));
                        },
                        unexpected("expected content body, got non content body frame instead", 60, 40)),
                row(
                        "method in the middle of a body",
                        client -> {
                            client.send(1, publish());
                            client.send(HEADER, 1, header(60, 0, 3));
                            client.send(BODY, 1, new byte[2]);
                            client.send(1, publish());
                        },
                        unexpected("expected content body, got non content body frame instead", 60, 40)),
                row(
                        "body longer than its header says",
                        client -> {
                            client.send(1, publish());
                            client.send(HEADER, 1, header(60, 0, 3));
                            client.send(BODY, 1, new byte[4]);
                        },
                        frameError("content body frame exceeds remaining content size", 60, 40)),
                row(
                        "body that ends longer than its header says",
                        client -> {
                            client.send(1, publish());
                            client.send(HEADER, 1, header(60, 0, 3));
                            client.send(BODY, 1, new byte[2]);
                            client.send(BODY, 1, new byte[2]);
                        },
                        frameError("content body frame exceeds remaining content size", 60, 40)),
                row(
                        "body above every limit",
                        client -> {
                            client.send(1, publish());
                            client.send(HEADER, 1, header(60, 0, 536_870_913));
                        },
                        frameError("content body size 536870913 exceeds maximum allowed size 536870912", 60, 40)),
                row(
                        "body size of 2^64 - 1",
                        client -> {
                            client.send(1, publish());
                            client.send(HEADER, 1, header(60, 0, -1));
                        },
                        frameError(
                                "content body size 18446744073709551615 exceeds maximum allowed size 536870912",
                                60,
                                40)),
                row(
                        "body above the configured limit",
                        client -> {
                            client.send(1, publish());
                            client.send(HEADER, 1, header(60, 0, 16_777_217));
                        },
                        Refusal.channel(
                                406,
                                "PRECONDITION_FAILED - message size 16777217 is larger than configured max size 16777216",
                                60,
                                40)),
                row(
                        "properties that end too early",
                        client -> {
                            client.send(1, publish());
                            client.send(HEADER, 1, join(header(60, 0x8000, 0), hex("05 61")));
                        },
                        frameError("content header needs 5 bytes, 1 are left", 60, 40)));
    }

    static Stream<Row> methods() {
        return Stream.of(
                row(
                        "unknown method",
                        client -> client.send(METHOD, 1, hex("003c 0063")),
                        Refusal.connection(503, "COMMAND_INVALID - unimplemented method", 60, 99)),
                row(
                        "unknown class",
                        client -> client.send(METHOD, 1, hex("03e7 000a")),
                        Refusal.connection(503, "COMMAND_INVALID - unimplemented method", 999, 10)),
                row(
                        "unknown method on channel 0",
                        client -> client.send(METHOD, 0, hex("000a 0063")),
                        Refusal.connection(503, "COMMAND_INVALID - unimplemented method", 10, 99)),
                row(
                        "a method that brokers send",
                        client -> client.send(1, new AMQP.Basic.GetEmpty.Builder().build()),
                        Refusal.connection(503, "COMMAND_INVALID - unimplemented method", 60, 72)),
                row(
                        "arguments that end too early",
                        client -> client.send(METHOD, 1, hex("0032 000a 0000 05 61")),
                        frameError("argument needs 5 bytes, 1 are left", 50, 10)),
                row(
                        "bytes behind the last argument",
                        client -> client.send(METHOD, 1, hex("005a 000a 00")),
                        frameError("1 bytes behind the last argument", 90, 10)),
                row(
                        "a name that is no UTF-8",
                        client -> client.send(METHOD, 1, hex("0032 001e 0000 02 c328 00")),
                        frameError("Malformed UTF-8 in shortstr", 50, 30)),
                row(
                        "a table with an unknown type",
                        client -> client.send(METHOD, 1, hex("0032 000a 0000 0171 00 00000003 01 6b 5a")),
                        Refusal.connection(502, "SYNTAX_ERROR - malformed table: unknown field type 0x5a", 50, 10)),
                row(
                        "a table nested 10,000 deep",
                        client -> client.send(METHOD, 1, join(hex("0032 000a 0000 0171 00"), nested(10_000))),
                        Refusal.connection(502, "SYNTAX_ERROR - malformed table: nested deeper than 64", 50, 10)),
                row(
                        "headers nested 10,000 deep",
                        client -> {
                            client.send(1, publish());
                            client.send(HEADER, 1, join(header(60, 0x2000, 0), nested(10_000)));
                        },
                        Refusal.connection(502, "SYNTAX_ERROR - malformed table: nested deeper than 64", 60, 40)),
                row(
                        "a second channel.open",
                        client -> client.send(1, new AMQP.Channel.Open.Builder().build()),
                        Refusal.connection(504, "CHANNEL_ERROR - second 'channel.open' seen", 20, 10)),
                row(
                        "a method on a channel that was never opened",
                        client -> client.send(7, new AMQP.Tx.Select.Builder().build()),
                        Refusal.connection(504, "CHANNEL_ERROR - expected 'channel.open'", 90, 10)),
                row(
                        "a method on a channel that was closed",
                        client -> {
                            client.call(
                                    1,
                                    new AMQP.Channel.Close.Builder()
                                            .replyCode(200)
                                            .replyText("bye")
                                            .build(),
                                    AMQP.Channel.CloseOk.class);
                            client.send(1, publish());
                        },
                        Refusal.connection(504, "CHANNEL_ERROR - expected 'channel.open'", 60, 40)),
                row(
                        "a channel's method on channel 0",
                        client -> client.send(0, new AMQP.Tx.Select.Builder().build()),
                        Refusal.connection(
                                504, "CHANNEL_ERROR - unexpected method in connection state running", 90, 10)),
                row(
                        "a connection's method on a channel",
                        client -> client.send(1, new AMQP.Connection.CloseOk.Builder().build()),
                        Refusal.connection(503, "COMMAND_INVALID - unimplemented method", 10, 51)),
                row(
                        "a method of the handshake",
                        client -> client.send(0, new AMQP.Connection.TuneOk.Builder().build()),
                        Refusal.connection(
                                504, "CHANNEL_ERROR - unexpected method in connection state running", 10, 31)));
    }

    @ParameterizedTest
    @MethodSource({"frames", "content", "methods"})
    void isRefusedAndHarmsNobody(Row row, URI broker, Channel neighbour) throws Exception {
        Messages.queue(neighbour, "neighbours");
        Inbox inbox = Inbox.autoAck(neighbour, "neighbours");
        try (RawClient client = RawClient.ready(broker)) {
            row.deed.by(client);
            assertThat(client.refusal()).isEqualTo(row.refusal);
            if (row.refusal.scope() == Refusal.Scope.CHANNEL) {
                client.send(1, new AMQP.Channel.CloseOk.Builder().build());
                client.call(1, new AMQP.Channel.Open.Builder().build(), AMQP.Channel.OpenOk.class);
            } else {
                client.send(0, new AMQP.Connection.CloseOk.Builder().build());
                client.awaitEnd();
            }
        }
        Messages.publish(neighbour, "neighbours", row.what);
        assertThat(Inbox.text(inbox.next())).isEqualTo(row.what);
        neighbour.queueDelete("neighbours");
    }

    private static Refusal frameError(String explanation) {
        return frameError(explanation, 0, 0);
    }

    private static Refusal frameError(String explanation, int classId, int methodId) {
        return Refusal.connection(501, "FRAME_ERROR - " + explanation, classId, methodId);
    }

    private static Refusal unexpected(String explanation, int classId, int methodId) {
        return Refusal.connection(505, "UNEXPECTED_FRAME - " + explanation, classId, methodId);
    }

    private static com.rabbitmq.client.Method publish() {
        return new AMQP.Basic.Publish.Builder().routingKey("nowhere").build();
    }

    private static byte[] header(int classId, int flags, long bodyBytes) {
        return ByteBuffer.allocate(14)
                .putShort((short) classId)
                .putShort((short) 0)
                .putLong(bodyBytes)
                .putShort((short) flags)
                .array();
    }

    /** A table in a table in a table, with its length in front. */
    private static byte[] nested(int depth) {
        int field = 7; // key of one byte, tag, length
        ByteBuffer table = ByteBuffer.allocate(4 + depth * field);
        for (int left = depth; left > 0; left--) {
            table.putInt(left * field).put("\1kF".getBytes(StandardCharsets.US_ASCII));
        }
        return table.putInt(0).array();
    }

    private static byte[] hex(String digits) {
        return HEX.parseHex(digits.replace(" ", ""));
    }

    private static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(first);
        joined.writeBytes(second);
        return joined.toByteArray();
    }
}
