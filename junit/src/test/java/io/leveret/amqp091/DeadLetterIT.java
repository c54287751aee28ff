// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static io.leveret.amqp091.Messages.publish;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Messages that a queue gives up, and what becomes of them. The queue and its dead letters' live on different loops. */
@EachLoopCount
class DeadLetterIT {

    /** Declares the exchange {@code dlx} and the queue {@code dead} that gets all of it. */
    private static void deadLetters(Channel channel) throws IOException {
        channel.exchangeDeclare("dlx", "topic");
        channel.queueDeclare("dead", true, false, false, null);
        channel.queueBind("dead", "dlx", "#");
    }

    private static void source(Channel channel, Map<String, Object> more) throws IOException {
        Map<String, Object> arguments = new HashMap<>(more);
        arguments.put("x-dead-letter-exchange", "dlx");
        channel.queueDeclare("source", true, false, false, arguments);
    }

    private static GetResponse next(Channel channel) {
        return await().until(() -> channel.basicGet("dead", true), got -> got != null);
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> deaths(GetResponse got) {
        return (List<Map<String, Object>>) got.getProps().getHeaders().get("x-death");
    }

    private static String text(Object value) {
        return String.valueOf(value);
    }

    @Test
    void aRejectedMessageTellsItsStory(Channel channel, Connection other) throws Exception {
        Channel letters = other.createChannel();
        deadLetters(letters);
        source(channel, Map.of());
        BasicProperties properties = new BasicProperties.Builder()
                .deliveryMode(2)
                .expiration("60000")
                .headers(Map.of("CC", List.of("copy"), "BCC", List.of("hidden"), "mine", 5))
                .build();
        channel.basicPublish("", "source", properties, "a".getBytes(UTF_8));
        GetResponse got = channel.basicGet("source", false);
        channel.basicReject(got.getEnvelope().getDeliveryTag(), false);
        GetResponse dead = next(letters);
        assertThat(dead.getEnvelope().getExchange()).isEqualTo("dlx");
        assertThat(dead.getEnvelope().getRoutingKey()).isEqualTo("source");
        assertThat(dead.getEnvelope().isRedeliver()).isFalse();
        assertThat(dead.getProps().getExpiration()).isNull();
        assertThat(dead.getProps().getDeliveryMode()).isEqualTo(2);
        Map<String, Object> headers = dead.getProps().getHeaders();
        assertThat(headers.get("mine")).isEqualTo(5);
        assertThat(text(headers.get("x-first-death-queue"))).isEqualTo("source");
        assertThat(text(headers.get("x-last-death-reason"))).isEqualTo("rejected");
        assertThat(text(headers.get("x-last-death-exchange"))).isEmpty();
        Map<String, Object> death = deaths(dead).get(0);
        assertThat(death.get("count")).isEqualTo(1L);
        assertThat(text(death.get("original-expiration"))).isEqualTo("60000");
        assertThat(text(death.get("routing-keys"))).isEqualTo("[source, copy]");
    }

    @Test
    void expiredMessagesComeInTheirOrder(Channel channel, Connection other) throws Exception {
        Channel letters = other.createChannel();
        deadLetters(letters);
        source(channel, Map.of("x-message-ttl", 50, "x-dead-letter-routing-key", "late"));
        for (int i = 0; i < 1_000; i++) {
            BasicProperties properties =
                    new BasicProperties.Builder().deliveryMode(1 + i % 2).build();
            channel.basicPublish("", "source", properties, Integer.toString(i).getBytes(UTF_8));
        }
        Inbox inbox = Inbox.of(letters, "dead");
        for (int i = 0; i < 1_000; i++) {
            Delivery dead = inbox.next();
            assertThat(Inbox.text(dead)).isEqualTo(Integer.toString(i));
            assertThat(dead.getEnvelope().getRoutingKey()).isEqualTo("late");
        }
        assertThat(channel.messageCount("source")).isZero();
    }

    @Test
    void whatIsTooMuch(Channel channel, Connection other) throws Exception {
        Channel letters = other.createChannel();
        deadLetters(letters);
        source(channel, Map.of("x-max-length", 1));
        publish(channel, "source", "a", "b");
        GetResponse dead = next(letters);
        assertThat(new String(dead.getBody(), UTF_8)).isEqualTo("a");
        assertThat(text(deaths(dead).get(0).get("reason"))).isEqualTo("maxlen");
    }

    @Test
    void aMessageThatComesRoundWithoutBeingRejectedIsDropped(Channel channel) throws Exception {
        Map<String, Object> arguments =
                Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "round", "x-message-ttl", 10);
        channel.queueDeclare("round", true, false, false, arguments);
        publish(channel, "round", "a");
        await().until(() -> channel.messageCount("round") == 0);
        await().during(Duration.ofMillis(100)).until(() -> channel.messageCount("round") == 0);
    }

    @Test
    void aMessageThatIsRejectedMayComeRound(Channel channel) throws Exception {
        deadLetters(channel);
        channel.queueDeclare(
                "work", true, false, false, Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "wait"));
        channel.queueDeclare(
                "wait",
                true,
                false,
                false,
                Map.of("x-dead-letter-exchange", "", "x-dead-letter-routing-key", "work", "x-message-ttl", 5));
        publish(channel, "work", "a");
        for (int round = 1; round <= 3; round++) {
            GetResponse got = await().until(() -> channel.basicGet("work", false), found -> found != null);
            if (round > 1) {
                assertThat(deaths(got))
                        .hasSize(2)
                        .allSatisfy(death -> assertThat(death.get("time")).isNotNull());
                assertThat(deaths(got).get(0).get("count")).isEqualTo(round - 1L);
                assertThat(text(deaths(got).get(0).get("queue"))).isEqualTo("wait");
            }
            channel.basicNack(got.getEnvelope().getDeliveryTag(), false, false);
        }
    }

    @Test
    void theExchangeNeedNotExistWhenTheQueueIsDeclared(Channel channel) throws Exception {
        // the exchange comes to be after the queue that names it
        source(channel, Map.of("x-message-ttl", 0));
        publish(channel, "source", "lost");
        deadLetters(channel);
        publish(channel, "source", "kept");
        assertThat(new String(next(channel).getBody(), UTF_8)).isEqualTo("kept");
    }
}
