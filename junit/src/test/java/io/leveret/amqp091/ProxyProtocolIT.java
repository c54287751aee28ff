// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.Leveret;
import io.leveret.config.Configuration;
import io.leveret.config.Sources;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The address that a proxy tells decides whether {@code guest} may log in, who comes from this machine only. */
final class ProxyProtocolIT {
    private static final byte[] AMQP = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
    private static final byte[] V2 = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    private static final int METHOD_START = 10;
    private static final int METHOD_TUNE = 30;

    private Leveret node;

    @BeforeEach
    void start() throws Exception {
        List<String> sets =
                List.of("listeners.tcp.default=127.0.0.1:0", "proxy_protocol=true", "handshake_timeout=2000");
        node = Leveret.inMemory(
                        Configuration.load(new Sources(Map.of(), null, sets)).settings())
                .start();
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void version1TellsWhoComes() throws Exception {
        assertThat(guestGetsIn(ascii("PROXY TCP4 127.0.0.1 127.0.0.1 40000 5672\r\n")))
                .isTrue();
        assertThat(guestGetsIn(ascii("PROXY TCP4 192.0.2.1 192.0.2.2 40000 5672\r\n")))
                .isFalse();
        assertThat(guestGetsIn(ascii("PROXY TCP6 2001:db8::1 2001:db8::2 40000 5672\r\n")))
                .isFalse();
        assertThat(guestGetsIn(ascii("PROXY UNKNOWN\r\n"))).isTrue(); // the socket's own address counts
    }

    @Test
    void version2TellsWhoComes() throws Exception {
        assertThat(guestGetsIn(version2(0x21, 127, 0, 0, 1))).isTrue();
        assertThat(guestGetsIn(version2(0x21, 192, 0, 2, 1))).isFalse();
        assertThat(guestGetsIn(version2(0x20, 192, 0, 2, 1))).isTrue(); // LOCAL: the proxy speaks for itself
    }

    @Test
    void whoSendsNoHeaderIsClosed() throws Exception {
        assertThat(answerTo(AMQP)).isEmpty();
        assertThat(answerTo(ascii("PROXY nonsense\r\n"))).isEmpty();
        assertThat(answerTo(new byte[0])).isEmpty(); // after handshake_timeout
    }

    private byte[] answerTo(byte[] bytes) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(bytes);
            return socket.getInputStream().readAllBytes();
        }
    }

    private boolean guestGetsIn(byte[] header) throws IOException {
        try (Socket socket = connect()) {
            ByteArrayOutputStream first = new ByteArrayOutputStream();
            first.writeBytes(header);
            first.writeBytes(AMQP);
            socket.getOutputStream().write(first.toByteArray());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            assertThat(connectionMethod(in)).isEqualTo(METHOD_START);
            socket.getOutputStream().write(startOk());
            return connectionMethod(in) == METHOD_TUNE;
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), node.amqpAddresses().get(0).getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    /** The method id of the next frame; -1 if the node closes instead. */
    private static int connectionMethod(DataInputStream in) throws IOException {
        if (in.read() < 0) {
            return -1;
        }
        in.readUnsignedShort();
        byte[] rest = new byte[in.readInt() + 1];
        in.readFully(rest);
        return rest[3];
    }

    private static byte[] startOk() {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        payload.writeBytes(new byte[] {0, 10, 0, 11, 0, 0, 0, 0, 5});
        payload.writeBytes(ascii("PLAIN"));
        payload.writeBytes(new byte[] {0, 0, 0, 12});
        payload.writeBytes(ascii("\0guest\0guest"));
        payload.write(5);
        payload.writeBytes(ascii("en_US"));
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.writeBytes(new byte[] {1, 0, 0, 0, 0, 0, (byte) payload.size()});
        frame.writeBytes(payload.toByteArray());
        frame.write(0xCE);
        return frame.toByteArray();
    }

    private static byte[] version2(int command, int... source) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes(V2);
        header.write(command);
        header.write(0x11); // TCP over IPv4
        header.writeBytes(new byte[] {0, 12});
        for (int part : source) {
            header.write(part);
        }
        header.writeBytes(new byte[] {127, 0, 0, 1, (byte) 0x9C, 0x40, 0x16, 0x28});
        return header.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
