// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static io.leveret.amqp091.Refusal.channel;
import static io.leveret.amqp091.Refusal.connection;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.Return;
import io.leveret.Leveret;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every reply code that RabbitMQ raises, with what it closes, the method it blames and its text. 541 needs a broken broker:
 * {@code UnexpectedErrorTest}; 501 and 505 have many causes: {@link BadFramesIT}; 506 has none here.
 */
@EachLoopCount
class ReplyCodesIT {
    private record Row(String what, Refusal.Attempt attempt, Refusal refusal) {
        @Override
        public String toString() {
            return refusal.code() + " " + what;
        }
    }

    private static Row row(String what, Refusal.Attempt attempt, Refusal refusal) {
        return new Row(what, attempt, refusal);
    }

    static Stream<Row> soft() {
        return Stream.of(
                row(
                        "a reserved queue name",
                        channel -> channel.queueDeclare("amq.mine", false, false, false, null),
                        channel(
                                403,
                                "ACCESS_REFUSED - queue name 'amq.mine' contains reserved prefix 'amq.*'",
                                50,
                                10)),
                row(
                        "a reserved exchange name",
                        channel -> channel.exchangeDeclare("amq.mine", "direct"),
                        channel(
                                403,
                                "ACCESS_REFUSED - exchange name 'amq.mine' contains reserved prefix 'amq.*'",
                                40,
                                10)),
                row(
                        "binding to the default exchange",
                        channel -> {
                            String queue = channel.queueDeclare().getQueue();
                            channel.queueBind(queue, "", "k");
                        },
                        channel(403, "ACCESS_REFUSED - operation not permitted on the default exchange", 50, 20)),
                row(
                        "an exclusive consumer's queue",
                        channel -> {
                            channel.queueDeclare("taken", false, false, true, null);
                            channel.basicConsume("taken", true, "", false, true, null, new DefaultConsumer(channel));
                            channel.basicConsume("taken", new DefaultConsumer(channel));
                        },
                        channel(403, "ACCESS_REFUSED - queue 'taken' in vhost '/' in exclusive use", 60, 20)),
                row(
                        "no such exchange, at a second publish",
                        channel -> {
                            // the first one asks for permission, the second knows
                            channel.exchangeDeclare("gone", "direct");
                            channel.basicPublish("gone", "k", null, new byte[1]);
                            channel.exchangeDelete("gone");
                            channel.basicPublish("gone", "k", null, new byte[1]);
                        },
                        channel(404, "NOT_FOUND - no exchange 'gone' in vhost '/'", 60, 40)),
                row(
                        "no such exchange",
                        channel -> channel.basicPublish("never", "k", null, new byte[0]),
                        channel(404, "NOT_FOUND - no exchange 'never' in vhost '/'", 60, 40)),
                row(
                        "no such queue",
                        channel -> channel.queueDeclarePassive("never"),
                        channel(404, "NOT_FOUND - no queue 'never' in vhost '/'", 50, 10)),
                row(
                        "no queue declared before",
                        channel -> channel.basicGet("", true),
                        channel(404, "NOT_FOUND - no previously declared queue", 60, 70)),
                row(
                        "another exchange type",
                        channel -> channel.exchangeDeclare("amq.direct", "fanout", true),
                        channel(
                                406,
                                "PRECONDITION_FAILED - inequivalent arg 'type' for exchange 'amq.direct' in vhost '/':"
                                        + " received 'fanout' but current is 'direct'",
                                40,
                                10)),
                row(
                        "an unknown delivery tag",
                        channel -> channel.basicAck(7, false),
                        channel(406, "PRECONDITION_FAILED - unknown delivery tag 7", 60, 80)),
                row(
                        "a queue in use",
                        channel -> {
                            String queue = channel.queueDeclare().getQueue();
                            channel.queueDeclare("used", false, false, false, null);
                            channel.basicConsume("used", new DefaultConsumer(channel));
                            channel.queueDelete("used", true, false);
                            channel.queueDelete(queue);
                        },
                        channel(406, "PRECONDITION_FAILED - queue 'used' in vhost '/' in use", 50, 40)),
                row(
                        "a queue that is not empty",
                        channel -> {
                            channel.queueDeclare("full", false, false, false, null);
                            channel.basicPublish("", "full", null, new byte[1]);
                            channel.queueDelete("full", false, true);
                        },
                        channel(406, "PRECONDITION_FAILED - queue 'full' in vhost '/' not empty", 50, 40)),
                row(
                        "confirms after a transaction",
                        channel -> {
                            channel.txSelect();
                            channel.confirmSelect();
                        },
                        channel(406, "PRECONDITION_FAILED - cannot switch from tx to confirm mode", 85, 10)),
                row(
                        "a transaction after confirms",
                        channel -> {
                            channel.confirmSelect();
                            channel.txSelect();
                        },
                        channel(406, "PRECONDITION_FAILED - cannot switch from confirm to tx mode", 90, 10)),
                row(
                        "commit without a transaction",
                        channel -> channel.txCommit(),
                        channel(406, "PRECONDITION_FAILED - channel is not transactional", 90, 20)),
                row(
                        "somebody else's user id",
                        channel -> {
                            AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                                    .userId("bob")
                                    .build();
                            channel.basicPublish("", "k", properties, new byte[1]);
                        },
                        channel(
                                406,
                                "PRECONDITION_FAILED - user_id property set to 'bob' but authenticated user was 'guest'",
                                60,
                                40)),
                row(
                        "a reply to nobody",
                        channel -> {
                            AMQP.BasicProperties properties = new AMQP.BasicProperties.Builder()
                                    .replyTo("amq.rabbitmq.reply-to")
                                    .build();
                            channel.basicPublish("", "k", properties, new byte[1]);
                        },
                        channel(406, "PRECONDITION_FAILED - fast reply consumer does not exist", 60, 40)),
                row(
                        "replies that want acknowledgements",
                        channel -> channel.basicConsume("amq.rabbitmq.reply-to", new DefaultConsumer(channel)),
                        channel(406, "PRECONDITION_FAILED - reply consumer cannot acknowledge", 60, 20)));
    }

    static Stream<Row> hard() {
        return Stream.of(
                row(
                        "a method that brokers send",
                        channel -> rpc(channel, new AMQP.Basic.GetEmpty.Builder().build()),
                        connection(503, "COMMAND_INVALID - unimplemented method", 60, 72)),
                row(
                        "channel.open again",
                        channel -> rpc(channel, new AMQP.Channel.Open.Builder().build()),
                        connection(504, "CHANNEL_ERROR - second 'channel.open' seen", 20, 10)),
                row(
                        "a consumer tag twice",
                        channel -> {
                            Method consume = new AMQP.Basic.Consume.Builder()
                                    .queue(channel.queueDeclare().getQueue())
                                    .consumerTag("tag")
                                    .build();
                            rpc(channel, consume);
                            rpc(channel, consume);
                        },
                        connection(530, "NOT_ALLOWED - attempt to reuse consumer tag 'tag'", 60, 20)),
                row(
                        "immediate",
                        channel -> channel.basicPublish(
                                "", "k", false, true, MessageProperties.MINIMAL_BASIC, new byte[1]),
                        connection(540, "NOT_IMPLEMENTED - immediate=true", 60, 40)),
                row(
                        "a prefetch in bytes",
                        channel -> channel.basicQos(1_000, 1, false),
                        connection(540, "NOT_IMPLEMENTED - prefetch_size!=0 (1000)", 60, 10)),
                row(
                        "flow",
                        channel -> rpc(
                                channel,
                                new AMQP.Channel.Flow.Builder().active(false).build()),
                        connection(540, "NOT_IMPLEMENTED - active=false", 20, 20)),
                row(
                        "recovery without requeueing",
                        channel -> channel.basicRecover(false),
                        connection(540, "NOT_IMPLEMENTED - requeue=false", 60, 110)));
    }

    /** Sends a method of which the client library has no idea that it could be sent. */
    private static void rpc(Channel channel, Method method) throws IOException {
        channel.asyncCompletableRpc(method);
    }

    @ParameterizedTest
    @MethodSource({"soft", "hard"})
    void isRefused(Row row, Connection connection) throws Exception {
        assertThat(Refusal.of(connection, row.attempt)).isEqualTo(row.refusal);
        boolean connectionStays = row.refusal.scope() == Refusal.Scope.CHANNEL;
        assertThat(connection.isOpen()).isEqualTo(connectionStays);
        if (connectionStays) {
            for (String queue : new String[] {"used", "full"}) {
                connection.createChannel().queueDelete(queue);
            }
        }
    }

    @Test
    void anotherConnectionsExclusiveQueueIs405(Connection owner, Connection other) throws Exception {
        owner.createChannel().queueDeclare("mine", false, true, false, null);
        assertThat(Refusal.of(other, channel -> channel.basicGet("mine", true)))
                .isEqualTo(channel(
                        405,
                        "RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'mine' in vhost '/'."
                                + " It could be originally declared on another connection or the exclusive property"
                                + " value does not match that of the original declaration.",
                        60,
                        70));
    }

    @Test
    void anUnroutableMandatoryMessageIsReturnedWith312(Channel channel) throws Exception {
        CompletableFuture<Return> returned = new CompletableFuture<>();
        channel.addReturnListener(returned::complete);
        channel.basicPublish("amq.direct", "nowhere", true, null, new byte[] {1, 2});
        Return back = returned.get(60, TimeUnit.SECONDS);
        assertThat(back.getReplyCode()).isEqualTo(312);
        assertThat(back.getReplyText()).isEqualTo("NO_ROUTE");
        assertThat(back.getExchange()).isEqualTo("amq.direct");
        assertThat(back.getRoutingKey()).isEqualTo("nowhere");
        assertThat(back.getBody()).containsExactly(1, 2);
    }

    @Test
    void aNodeThatStopsSays320(Leveret broker, Connection connection) throws Exception {
        CompletableFuture<Method> reason = new CompletableFuture<>();
        connection.addShutdownListener(cause -> reason.complete(cause.getReason()));
        broker.close();
        assertThat(Refusal.of(reason.get(60, TimeUnit.SECONDS)))
                .isEqualTo(connection(
                        320, "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'", 0, 0));
    }

    @Test
    void aRefusedLoginIs403(URI broker) throws Exception {
        try (RawClient client = new RawClient(broker)) {
            client.send(RawClient.HEADER_0_9_1);
            client.expect(AMQP.Connection.Start.class);
            client.send(0, RawClient.startOk("PLAIN", "\0guest\0wrong"));
            assertThat(client.refusal())
                    .isEqualTo(connection(
                            403,
                            "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN."
                                    + " For details see the broker logfile.",
                            0,
                            0));
            client.awaitEnd();
        }
    }

    @Test
    void malformedCredentialsAre502(URI broker) throws Exception {
        try (RawClient client = new RawClient(broker)) {
            client.send(RawClient.HEADER_0_9_1);
            client.expect(AMQP.Connection.Start.class);
            client.send(0, RawClient.startOk("PLAIN", "guest:guest"));
            assertThat(client.refusal().code()).isEqualTo(502);
        }
    }

    @Test
    void anUnknownMechanismIs503(URI broker) throws Exception {
        try (RawClient client = new RawClient(broker)) {
            client.send(RawClient.HEADER_0_9_1);
            client.expect(AMQP.Connection.Start.class);
            client.send(0, RawClient.startOk("EXTERNAL", ""));
            assertThat(client.refusal())
                    .isEqualTo(
                            connection(503, "COMMAND_INVALID - unknown authentication mechanism 'EXTERNAL'", 10, 11));
        }
    }

    @Test
    void whatCannotBeNegotiatedIs530(URI broker) throws Exception {
        assertThat(tuned(broker, 2_047, 4_095))
                .isEqualTo(tuneRefused("frame_max = 4095 is lower than the minimum allowed value (4096)"));
        assertThat(tuned(broker, 2_047, 131_073))
                .isEqualTo(tuneRefused("frame_max = 131073 is higher than the maximum allowed value (131072)"));
        assertThat(tuned(broker, 0, 131_072))
                .isEqualTo(tuneRefused("channel_max = 0 (no limit) is higher than the maximum allowed value (2047)"));
        assertThat(tuned(broker, 2_048, 131_072))
                .isEqualTo(tuneRefused("channel_max = 2048 is higher than the maximum allowed value (2047)"));
    }

    private static Refusal tuneRefused(String what) {
        return connection(530, "NOT_ALLOWED - negotiated " + what, 10, 31);
    }

    private static Refusal tuned(URI broker, int channelMax, int frameMax) throws IOException {
        try (RawClient client = new RawClient(broker)) {
            client.logIn(channelMax, frameMax);
            return client.refusal();
        }
    }

    @Test
    void moreChannelsThanNegotiatedAre530(URI broker) throws Exception {
        try (RawClient client = new RawClient(broker)) {
            client.logIn(2, RawClient.FRAME_MAX);
            client.call(0, new AMQP.Connection.Open.Builder().virtualHost("/").build(), AMQP.Connection.OpenOk.class);
            client.call(5, new AMQP.Channel.Open.Builder().build(), AMQP.Channel.OpenOk.class);
            client.call(2_000, new AMQP.Channel.Open.Builder().build(), AMQP.Channel.OpenOk.class);
            client.send(1, new AMQP.Channel.Open.Builder().build());
            assertThat(client.refusal())
                    .isEqualTo(connection(
                            530,
                            "NOT_ALLOWED - number of channels opened (2) has reached the negotiated channel_max (2)",
                            0,
                            0));
        }
    }

    @Test
    void anUnknownVirtualHostIs530(URI broker) throws Exception {
        try (RawClient client = new RawClient(broker)) {
            client.logIn(2_047, RawClient.FRAME_MAX);
            client.send(
                    0, new AMQP.Connection.Open.Builder().virtualHost("nowhere").build());
            assertThat(client.refusal()).isEqualTo(connection(530, "NOT_ALLOWED - vhost nowhere not found", 10, 40));
        }
    }
}
