// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.MalformedFrameException;
import com.rabbitmq.client.impl.AMQImpl;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.LongStringHelper;
import com.rabbitmq.client.impl.Method;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A connection frame by frame, for what no client would send. Methods are written and read by the Java client's own
 * codec, which is not the broker's.
 */
final class RawClient implements Closeable {
    static final byte[] HEADER_0_9_1 = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};

    static final int METHOD = 1;
    static final int HEADER = 2;
    static final int BODY = 3;
    static final int HEARTBEAT = 8;
    static final int FRAME_MAX = 131_072;

    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;

    /** A connection on which nothing has been sent yet. */
    RawClient(URI broker) throws IOException {
        socket = new Socket(broker.getHost(), broker.getPort());
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    /** Logged in, with channel 1 open. */
    static RawClient ready(URI broker) throws IOException {
        RawClient client = open(broker);
        client.call(1, new AMQP.Channel.Open.Builder().build(), AMQP.Channel.OpenOk.class);
        return client;
    }

    /** Logged in, without a channel. */
    static RawClient open(URI broker) throws IOException {
        RawClient client = new RawClient(broker);
        client.send(HEADER_0_9_1);
        client.expect(AMQP.Connection.Start.class);
        client.call(0, startOk("PLAIN", "\0guest\0guest"), AMQP.Connection.Tune.class);
        client.send(
                0,
                new AMQP.Connection.TuneOk.Builder()
                        .channelMax(2047)
                        .frameMax(FRAME_MAX)
                        .build());
        client.call(0, new AMQP.Connection.Open.Builder().virtualHost("/").build(), AMQP.Connection.OpenOk.class);
        return client;
    }

    /** Up to tune-ok, which is not answered. */
    void logIn(int channelMax, int frameMax) throws IOException {
        send(HEADER_0_9_1);
        expect(AMQP.Connection.Start.class);
        call(0, startOk("PLAIN", "\0guest\0guest"), AMQP.Connection.Tune.class);
        send(
                0,
                new AMQP.Connection.TuneOk.Builder()
                        .channelMax(channelMax)
                        .frameMax(frameMax)
                        .build());
    }

    static Method startOk(String mechanism, String response) {
        return (Method) new AMQP.Connection.StartOk.Builder()
                .clientProperties(Map.of("capabilities", Map.of("authentication_failure_close", true)))
                .mechanism(mechanism)
                .response(LongStringHelper.asLongString(response))
                .build();
    }

    // ---- to the broker

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** As much as the broker still takes. */
    void sendUnlessClosed(byte[] bytes) throws IOException {
        try {
            send(bytes);
        } catch (SocketException e) {
            assertThat(next()).as("frame after the end").isNull();
        }
    }

    void send(int channel, com.rabbitmq.client.Method method) throws IOException {
        send(bytes(((Method) method).toFrame(channel)));
    }

    void send(int type, int channel, byte[] payload) throws IOException {
        send(frame(type, channel, payload));
    }

    static byte[] frame(int type, int channel, byte[] payload) {
        return ByteBuffer.allocate(8 + payload.length)
                .put((byte) type)
                .putShort((short) channel)
                .putInt(payload.length)
                .put(payload)
                .put((byte) 0xCE)
                .array();
    }

    static byte[] bytes(Frame frame) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        frame.writeTo(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    /** The three or more frames of one publish, its body in one frame. */
    static byte[] publish(int channel, String exchange, String routingKey, String body) throws IOException {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        frames.write(bytes(((Method) new AMQP.Basic.Publish.Builder()
                        .exchange(exchange)
                        .routingKey(routingKey)
                        .build())
                .toFrame(channel)));
        byte[] bytes = body.getBytes(UTF_8);
        frames.write(bytes(new AMQP.BasicProperties().toFrame(channel, bytes.length)));
        frames.write(frame(BODY, channel, bytes));
        return frames.toByteArray();
    }

    /** Sends nothing more. */
    void endOutput() throws IOException {
        try {
            socket.shutdownOutput();
        } catch (SocketException e) {
            // the broker was faster
        }
    }

    // ---- from the broker

    /** The next frame that is no heartbeat; null when the broker has closed the socket. */
    @Nullable
    Frame next() throws IOException {
        try {
            Frame frame;
            do {
                frame = Frame.readFrom(in, () -> FRAME_MAX);
                if (frame == null) {
                    throw new SocketTimeoutException("the broker says nothing");
                }
            } while (frame.getType() == HEARTBEAT);
            return frame;
        } catch (EOFException | SocketException e) {
            return null;
        }
    }

    Method nextMethod() throws IOException {
        Frame frame = Objects.requireNonNull(next(), "the broker closed the socket where a method was due");
        assertThat(frame.getType()).as("type of frame").isEqualTo(METHOD);
        return AMQImpl.readMethodFrom(frame.getInputStream());
    }

    <T> T expect(Class<T> method) throws IOException {
        Method next = nextMethod();
        assertThat(next).isInstanceOf(method);
        return method.cast(next);
    }

    <T> T call(int channel, com.rabbitmq.client.Method method, Class<T> answer) throws IOException {
        send(channel, method);
        return expect(answer);
    }

    /** What the broker closes next, and why. */
    Refusal refusal() throws IOException {
        return Refusal.of(nextMethod());
    }

    /** Waits for the broker to close the socket; until then it sends whole frames, or the protocol it speaks. */
    void awaitEnd() throws IOException {
        try {
            while (next() != null) {
                // what they are does not matter
            }
        } catch (MalformedFrameException e) {
            assertThat(e).hasMessageContaining("server sent signature");
            assertThat(in.read()).as("byte after the protocol header").isNegative();
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
