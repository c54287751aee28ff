// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.protocol.amqp091.codec.BasicMethods.BasicAck;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicConsume;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicDeliver;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicNack;
import io.leveret.protocol.amqp091.codec.BasicMethods.BasicPublish;
import io.leveret.protocol.amqp091.codec.ChannelMethods.ChannelClose;
import io.leveret.protocol.amqp091.codec.ChannelMethods.ChannelOpenOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionSecureOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionStartOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionTune;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeDeclare;
import io.leveret.protocol.amqp091.codec.ExchangeMethods.ExchangeUnbindOk;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueDeclare;
import io.leveret.protocol.amqp091.codec.QueueMethods.QueueDeclareOk;
import io.leveret.table.LongString;
import io.leveret.table.Table;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KnownFramesTest {
    private final ByteBuf out = Unpooled.buffer();

    @Test
    void methodsOfTheServer() {
        assertThat(written(new ConnectionTune(2047, 131_072, 60)))
                .isEqualTo("01" + "0001" + "0000000c" + "000a001e" + "07ff" + "00020000" + "003c" + "ce");
        assertThat(written(new ChannelOpenOk())).isEqualTo("01" + "0001" + "00000008" + "0014000b" + "00000000" + "ce");
        assertThat(written(new QueueDeclareOk("q", 1, 2)))
                .isEqualTo("01" + "0001" + "0000000e" + "0032000b" + "0171" + "00000001" + "00000002" + "ce");
        assertThat(written(new ExchangeUnbindOk())).isEqualTo("01" + "0001" + "00000004" + "00280033" + "ce");
        assertThat(written(new BasicDeliver("c", 5, true, "x", "rk")))
                .isEqualTo("01" + "0001" + "00000014" + "003c003c" + "0163" + "0000000000000005" + "01" + "0178"
                        + "02726b" + "ce");
        assertThat(written(new BasicNack(1, true, true)))
                .isEqualTo("01" + "0001" + "0000000d" + "003c0078" + "0000000000000001" + "03" + "ce");
    }

    @Test
    void methodsOfTheClient() {
        assertThat(decoded(MethodIds.QUEUE_DECLARE, "0000" + "0171" + "15" + "00000000"))
                .isEqualTo(new QueueDeclare("q", true, false, true, false, true, Table.EMPTY));
        assertThat(decoded(MethodIds.EXCHANGE_DECLARE, "ffff" + "0178" + "0174" + "0e" + "00000000"))
                .isEqualTo(new ExchangeDeclare("x", "t", false, true, true, true, false, Table.EMPTY));
        assertThat(decoded(MethodIds.BASIC_CONSUME, "0000" + "0171" + "00" + "f2" + "00000007" + "016b4900000001"))
                .isEqualTo(new BasicConsume("q", "", false, true, false, false, Table.of("k", 1)));
        assertThat(decoded(MethodIds.BASIC_PUBLISH, "0000" + "00" + "02ff61" + "02"))
                .isEqualTo(new BasicPublish("", "\uDCFFa", false, true));
        assertThat(decoded(MethodIds.BASIC_ACK, "ffffffffffffffff" + "01")).isEqualTo(new BasicAck(-1, true));
    }

    @Test
    void malformedMethodsSayWhatIsWrong() {
        assertMalformed(MethodIds.QUEUE_DECLARE, "0000" + "0571", 501, "argument needs 5 bytes, 1 are left");
        assertMalformed(MethodIds.QUEUE_PURGE, "0000" + "02c328" + "00", 501, "Malformed UTF-8 in shortstr");
        assertMalformed(MethodIds.TX_SELECT, "00", 501, "1 bytes behind the last argument");
        assertMalformed(MethodIds.CONNECTION_SECURE_OK, "ffffffff", 501, "argument needs 4294967295 bytes, 0 are left");
        assertMalformed(
                MethodIds.QUEUE_DECLARE,
                "0000" + "0171" + "00" + "00000003" + "016b5a",
                502,
                "malformed table: unknown field type 0x5a");
    }

    @Test
    void methodsThatOnlyAServerSendsAreUnimplemented() {
        assertThatThrownBy(() -> decoded(MethodIds.BASIC_DELIVER, ""))
                .isInstanceOf(UnimplementedMethodException.class)
                .hasMessage("unimplemented method basic.deliver");
        assertThatThrownBy(() -> decoded(60 << 16 | 99, ""))
                .isInstanceOf(UnimplementedMethodException.class)
                .hasMessage("unimplemented method 60.99");
    }

    @Test
    void theFrequentFramesAreTheSameWithoutAnObject() {
        Frames.writeDeliver(out, 1, "c", 5, true, "x", "é");
        assertThat(takeHex()).isEqualTo(written(new BasicDeliver("c", 5, true, "x", "é")));
        Frames.writeDeliver(out, 1, ShortString.encode("c"), 5, true, ShortString.encode("x", "é"));
        assertThat(takeHex()).isEqualTo(written(new BasicDeliver("c", 5, true, "x", "é")));
        Frames.writeAck(out, 1, 6, true);
        assertThat(takeHex()).isEqualTo(written(new BasicAck(6, true)));
        Frames.writeNack(out, 1, 7, true);
        assertThat(takeHex()).isEqualTo(written(new BasicNack(7, true, false)));
    }

    @Test
    void contentAndHeartbeat() {
        byte[] properties = {0x10, 0, 2};
        Frames.writeContentHeader(out, 1, 258, properties, 0, 3);
        assertThat(takeHex())
                .isEqualTo("02" + "0001" + "0000000f" + "003c" + "0000" + "0000000000000102" + "100002" + "ce");
        Frames.writeContentHeader(out, 1, 0, Unpooled.wrappedBuffer(properties), 1, 2);
        assertThat(takeHex())
                .isEqualTo("02" + "0001" + "0000000e" + "003c" + "0000" + "0000000000000000" + "0002" + "ce");
        Frames.writeBodyPrefix(out, 1, 2);
        Frames.writeEnd(out.writeShort(0x6869));
        assertThat(takeHex()).isEqualTo("03" + "0001" + "00000002" + "6869" + "ce");
        Frames.writeHeartbeat(out);
        assertThat(takeHex()).isEqualTo("08" + "0000" + "00000000" + "ce");
    }

    @Test
    void aStringThatDoesNotFitLeavesNoHalfFrame() {
        assertThatThrownBy(() -> Frames.writeMethod(out, 1, new QueueDeclareOk("é".repeat(128), 0, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("256 bytes");
        assertThat(out.isReadable()).isFalse();
    }

    @Test
    void aReplyTextThatDoesNotFitIsCutBetweenCharacters() {
        assertThat(writtenReplyText("x".repeat(255))).isEqualTo("x".repeat(255));
        assertThat(writtenReplyText("x".repeat(256))).isEqualTo("x".repeat(252) + "...");
        assertThat(writtenReplyText("x" + "é".repeat(200))).isEqualTo("x" + "é".repeat(125) + "...");
        assertThat(writtenReplyText("é".repeat(100))).isEqualTo("é".repeat(100));
    }

    @Test
    void secretsAreNotPrinted() {
        LongString secret = LongString.of("secret");
        assertThat(new ConnectionStartOk(Table.EMPTY, "PLAIN", secret, "").toString())
                .doesNotContain("secret");
        assertThat(new ConnectionSecureOk(secret).toString()).doesNotContain("secret");
        assertThat(new ConnectionMethods.ConnectionUpdateSecret(secret, "why").toString())
                .doesNotContain("secret")
                .contains("why");
    }

    private String writtenReplyText(String text) {
        Frames.writeMethod(out, 1, new ChannelClose(404, text, 50, 10));
        int length = out.getUnsignedByte(13);
        assertThat(out.getInt(3)).isEqualTo(4 + 2 + 1 + length + 4);
        String written = out.toString(14, length, StandardCharsets.UTF_8);
        out.clear();
        return written;
    }

    private String written(ServerMethod method) {
        Frames.writeMethod(out, 1, method);
        return takeHex();
    }

    private String takeHex() {
        String hex = ByteBufUtil.hexDump(out);
        out.clear();
        return hex;
    }

    private static ClientMethod decoded(int method, String hex) {
        ByteBuf in = Unpooled.wrappedBuffer(ByteBufUtil.decodeHexDump(hex));
        return MethodDecoder.decode(method, in, in.writerIndex());
    }

    private static void assertMalformed(int method, String hex, int replyCode, String reason) {
        assertThatThrownBy(() -> decoded(method, hex)).isInstanceOfSatisfying(MalformedFrameException.class, e -> {
            assertThat(e.method()).isEqualTo(method);
            assertThat(e.classId()).isEqualTo(MethodIds.classId(method));
            assertThat(e.methodId()).isEqualTo(MethodIds.methodId(method));
            assertThat(e.replyCode()).isEqualTo(replyCode);
            assertThat(e.reason()).isEqualTo(reason);
        });
    }
}
