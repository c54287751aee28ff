// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How the broker refuses something.
 *
 * @param scope what it closes
 */
record Refusal(Scope scope, int code, String text, int classId, int methodId) {
    private static final long PATIENCE_SECONDS = 60;

    enum Scope {
        CHANNEL,
        CONNECTION
    }

    /** What a client does on a fresh channel. */
    interface Attempt {
        void on(Channel channel) throws IOException;
    }

    static Refusal channel(int code, String text, int classId, int methodId) {
        return new Refusal(Scope.CHANNEL, code, text, classId, methodId);
    }

    static Refusal connection(int code, String text, int classId, int methodId) {
        return new Refusal(Scope.CONNECTION, code, text, classId, methodId);
    }

    /** The refusal of what is attempted on a fresh channel, which must come. */
    static Refusal of(Connection connection, Attempt attempt) throws IOException {
        return of(connection.createChannel(), attempt);
    }

    static Refusal of(Channel channel, Attempt attempt) {
        CompletableFuture<ShutdownSignalException> closed = new CompletableFuture<>();
        channel.addShutdownListener(closed::complete);
        try {
            attempt.on(channel);
        } catch (IOException | AlreadyClosedException e) {
            if (!(e instanceof AlreadyClosedException) && !(e.getCause() instanceof ShutdownSignalException)) {
                fail("no refusal", e);
            }
        }
        return of(await(closed));
    }

    private static ShutdownSignalException await(CompletableFuture<ShutdownSignalException> closed) {
        try {
            return closed.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return fail("nothing was refused");
        } catch (InterruptedException | ExecutionException e) {
            return fail("no refusal", e);
        }
    }

    static Refusal of(ShutdownSignalException signal) {
        return of(signal.getReason());
    }

    /** Of what the broker sent, which must be a close. */
    static Refusal of(Method reason) {
        if (reason instanceof AMQP.Channel.Close close) {
            return channel(close.getReplyCode(), close.getReplyText(), close.getClassId(), close.getMethodId());
        }
        assertThat(reason).isInstanceOf(AMQP.Connection.Close.class);
        AMQP.Connection.Close close = (AMQP.Connection.Close) reason;
        return connection(close.getReplyCode(), close.getReplyText(), close.getClassId(), close.getMethodId());
    }
}
