// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Messages whose bodies are short texts, and queues to put them in. */
final class Messages {
    private Messages() {}

    /** Declares a transient queue of that name. */
    static void queue(Channel channel, String name) throws IOException {
        channel.queueDeclare(name, false, false, false, null);
    }

    /** Publishes to a queue through the default exchange. */
    static void publish(Channel channel, String queue, String... bodies) throws IOException {
        for (String body : bodies) {
            channel.basicPublish("", queue, null, body.getBytes(UTF_8));
        }
    }

    /** Publishes {@code 0}, {@code 1} and so on to a queue. */
    static void publishNumbers(Channel channel, String queue, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            publish(channel, queue, String.valueOf(i));
        }
    }

    /** {@code from}, {@code from + 1} and so on, below {@code to}. */
    static List<String> numbers(int from, int to) {
        List<String> numbers = new ArrayList<>();
        for (int i = from; i < to; i++) {
            numbers.add(String.valueOf(i));
        }
        return numbers;
    }

    /** Gets and acknowledges everything that is ready; the bodies. */
    static List<String> drain(Channel channel, String queue) throws IOException {
        List<String> bodies = new ArrayList<>();
        for (GetResponse got = channel.basicGet(queue, true); got != null; got = channel.basicGet(queue, true)) {
            bodies.add(new String(got.getBody(), UTF_8));
        }
        return bodies;
    }
}
