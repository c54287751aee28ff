// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static io.leveret.amqp091.Messages.drain;
import static io.leveret.amqp091.Messages.queue;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Headers exchanges: x-match and what counts as equal. */
@EachLoopCount
class HeadersExchangeIT {
    private static void publish(Channel channel, String body, @Nullable Map<String, Object> headers)
            throws IOException {
        AMQP.BasicProperties properties =
                new AMQP.BasicProperties.Builder().headers(headers).build();
        channel.basicPublish("amq.headers", "", properties, body.getBytes(UTF_8));
    }

    private static void bind(Channel channel, String queue, Map<String, Object> arguments) throws IOException {
        queue(channel, queue);
        channel.queueBind(queue, "amq.headers", "", arguments);
    }

    @Test
    void allNeedsEveryPairAndIsTheDefault(Channel channel) throws Exception {
        bind(channel, "default", Map.of("format", "pdf", "pages", 4));
        bind(channel, "all", Map.of("x-match", "all", "format", "pdf", "pages", 4));
        publish(channel, "both", Map.of("format", "pdf", "pages", 4, "more", true));
        publish(channel, "one", Map.of("format", "pdf"));
        publish(channel, "other", Map.of("format", "pdf", "pages", 5));
        publish(channel, "none", null);
        assertThat(drain(channel, "default")).containsExactly("both");
        assertThat(drain(channel, "all")).containsExactly("both");
    }

    @Test
    void anyNeedsOnePair(Channel channel) throws Exception {
        bind(channel, "any", Map.of("x-match", "any", "format", "pdf", "pages", 4));
        publish(channel, "both", Map.of("format", "pdf", "pages", 4));
        publish(channel, "one", Map.of("pages", 4));
        publish(channel, "other", Map.of("pages", 5));
        publish(channel, "empty", Map.of());
        publish(channel, "none", null);
        assertThat(drain(channel, "any")).containsExactly("both", "one");
    }

    @Test
    void keysThatBeginWithXDashCountOnlyWhereAsked(Channel channel) throws Exception {
        bind(channel, "any", Map.of("x-match", "any", "x-colour", "red"));
        bind(channel, "any-with-x", Map.of("x-match", "any-with-x", "x-colour", "red"));
        bind(channel, "all-with-x", Map.of("x-match", "all-with-x", "x-colour", "red", "format", "pdf"));
        publish(channel, "red", Map.of("x-colour", "red"));
        publish(channel, "redPdf", Map.of("x-colour", "red", "format", "pdf"));
        publish(channel, "pdf", Map.of("format", "pdf"));
        assertThat(drain(channel, "any")).isEmpty();
        assertThat(drain(channel, "any-with-x")).containsExactly("red", "redPdf");
        assertThat(drain(channel, "all-with-x")).containsExactly("redPdf");
    }

    @Test
    void aVoidValueAsksOnlyForTheKey(Channel channel) throws Exception {
        Map<String, Object> present = new HashMap<>();
        present.put("format", null);
        bind(channel, "present", present);
        publish(channel, "pdf", Map.of("format", "pdf"));
        publish(channel, "seven", Map.of("format", 7));
        publish(channel, "none", Map.of("pages", 4));
        assertThat(drain(channel, "present")).containsExactly("pdf", "seven");
    }

    @Test
    void aBindingWithoutArgumentsMatchesEverything(Channel channel) throws Exception {
        bind(channel, "everything", Map.of());
        publish(channel, "none", null);
        publish(channel, "pdf", Map.of("format", "pdf"));
        assertThat(drain(channel, "everything")).containsExactly("none", "pdf");
    }

    @Test
    void valuesOfAnyTypeAreCompared(Channel channel) throws Exception {
        Map<String, Object> values =
                Map.of("list", List.of("a", 1), "table", Map.of("k", "v"), "long", 5_000_000_000L, "truth", true);
        bind(channel, "all", values);
        publish(channel, "same", values);
        Map<String, Object> changed = new HashMap<>(values);
        changed.put("list", List.of("a", 2));
        publish(channel, "changed", changed);
        assertThat(drain(channel, "all")).containsExactly("same");
    }
}
