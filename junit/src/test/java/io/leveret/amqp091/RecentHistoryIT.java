// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static io.leveret.amqp091.Messages.drain;
import static io.leveret.amqp091.Messages.numbers;
import static io.leveret.amqp091.Messages.queue;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import io.leveret.Leveret;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exchanges of the type x-recent-history: who is bound later gets the last messages. */
@EachLoopCount
class RecentHistoryIT {
    private static final String TYPE = "x-recent-history";

    private static void publishNumbers(Channel channel, String exchange, int from, int to) throws IOException {
        for (String number : numbers(from, to)) {
            channel.basicPublish(exchange, "key", null, number.getBytes(UTF_8));
        }
    }

    @Test
    void whoIsBoundGetsTheLastTwentyInOrderAndThenWhatComes(Channel channel) throws Exception {
        channel.exchangeDeclare("x", TYPE);
        publishNumbers(channel, "x", 0, 25);
        queue(channel, "late");
        channel.queueBind("late", "x", "ignored");
        publishNumbers(channel, "x", 25, 27);
        assertThat(drain(channel, "late")).isEqualTo(numbers(5, 27));
    }

    @Test
    void anotherConnectionsQueueGetsThemToo(Connection publisher, Connection binder) throws Exception {
        Channel out = publisher.createChannel();
        out.confirmSelect();
        out.exchangeDeclare("x", TYPE, true, false, Map.of("x-recent-history-length", 3));
        publishNumbers(out, "x", 0, 10);
        out.waitForConfirmsOrDie(60_000);
        Channel in = binder.createChannel();
        queue(in, "late");
        in.queueBind("late", "x", "");
        in.queueBind("late", "x", ""); // exists already
        assertThat(drain(in, "late")).isEqualTo(numbers(7, 10));
    }

    @Test
    void anExchangeThatIsBoundLeadsThemOn(Channel channel) throws Exception {
        channel.exchangeDeclare("x", TYPE, false, false, Map.of("x-recent-history-length", 2));
        channel.exchangeDeclare("next", "topic");
        queue(channel, "q");
        channel.queueBind("q", "next", "key.#");
        publishNumbers(channel, "x", 0, 4);
        channel.exchangeBind("next", "x", "");
        assertThat(drain(channel, "q")).containsExactly("2", "3");
    }

    @Test
    void aMessageThatSaysSoIsNotKeptAndAMandatoryOneStillComesBack(Channel channel) throws Exception {
        channel.exchangeDeclare("x", TYPE);
        AtomicInteger returned = new AtomicInteger();
        channel.addReturnListener(message -> returned.incrementAndGet());
        channel.confirmSelect();
        AMQP.BasicProperties hidden = new AMQP.BasicProperties.Builder()
                .headers(Map.of("x-recent-history-no-store", true))
                .build();
        channel.basicPublish("x", "", hidden, "hidden".getBytes(UTF_8));
        channel.basicPublish("x", "", true, null, "kept".getBytes(UTF_8));
        channel.waitForConfirmsOrDie(60_000);
        assertThat(returned).hasValue(1);
        queue(channel, "late");
        channel.queueBind("late", "x", "");
        assertThat(drain(channel, "late")).containsExactly("kept");
    }

    @Test
    void badLengthsAreRefused(Connection connection) throws Exception {
        for (Object length : List.of(0, -1, "many")) {
            Refusal refusal = Refusal.of(
                    connection,
                    channel -> channel.exchangeDeclare(
                            "x", TYPE, false, false, Map.of("x-recent-history-length", length)));
            assertThat(refusal.code()).isEqualTo(406);
            assertThat(refusal.text())
                    .startsWith("PRECONDITION_FAILED - Invalid argument ")
                    .endsWith(", 'x-recent-history-length' must be a positive integer");
        }
    }

    @Test
    void aDurableHistorySurvivesARestart(@TempDir Path directory) throws Exception {
        try (Leveret node =
                        Leveret.on(directory, EachLoopCount.Loops.settings(2)).start();
                Connection connection = Clients.factory(node.amqpUri()).newConnection()) {
            Channel channel = connection.createChannel();
            channel.confirmSelect();
            channel.exchangeDeclare("x", TYPE, true, false, Map.of("x-recent-history-length", 5));
            channel.exchangeDeclare("gone", TYPE, true);
            publishNumbers(channel, "x", 0, 12);
            publishNumbers(channel, "gone", 0, 12);
            channel.waitForConfirmsOrDie(60_000);
            channel.exchangeDelete("gone");
        }
        try (Leveret node =
                        Leveret.on(directory, EachLoopCount.Loops.settings(2)).start();
                Connection connection = Clients.factory(node.amqpUri()).newConnection()) {
            Channel channel = connection.createChannel();
            publishNumbers(channel, "x", 12, 14);
            queue(channel, "late");
            channel.queueBind("late", "x", "");
            assertThat(drain(channel, "late")).isEqualTo(numbers(9, 14));
            channel.exchangeDeclare("gone", TYPE, true);
            channel.queueBind("late", "gone", "");
            assertThat(drain(channel, "late")).isEmpty();
        }
    }
}
