// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.ShutdownSignalException;
import io.leveret.Leveret;
import io.leveret.junit.LeveretTest;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Queue types: one that is not there is refused, and nothing is made. */
@LeveretTest
class QueueTypeIT {

    @Test
    void classicIsTheDefaultAndOthersAreRefused(Leveret broker) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(broker.amqpUri());
        try (Connection connection = factory.newConnection()) {
            Channel channel = connection.createChannel();
            channel.queueDeclare("plain", true, false, false, Map.of("x-queue-type", "classic"));
            channel.queueDeclare("plain", true, false, false, null);
            assertThatThrownBy(
                            () -> channel.queueDeclare("strange", true, false, false, Map.of("x-queue-type", "stream")))
                    .isInstanceOf(IOException.class)
                    .cause()
                    .isInstanceOfSatisfying(ShutdownSignalException.class, signal -> {
                        AMQP.Channel.Close close = (AMQP.Channel.Close) signal.getReason();
                        assertThat(close.getReplyCode()).isEqualTo(406);
                        assertThat(close.getReplyText())
                                .isEqualTo("PRECONDITION_FAILED - invalid arg 'x-queue-type' for queue 'strange' in"
                                        + " vhost '/': \"unsupported queue type 'stream'\"");
                    });
            assertThatThrownBy(() -> connection.createChannel().queueDeclarePassive("strange"))
                    .isInstanceOf(IOException.class);
        }
    }
}
