// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.figures.MessageFigures;
import io.leveret.broker.figures.Rate;
import java.util.List;

/**
 * A queue at one moment, as operators see it.
 *
 * @param state RabbitMQ's word: {@code running} or {@code crashed}
 * @param ready messages that wait
 * @param unacknowledged messages that consumers hold
 * @param residentMessages ready messages that are in memory
 * @param residentBytes what those take
 * @param deliveryLimit how many deliveries of a message may fail; negative where there is no limit
 * @param retryDelay how messages that come back wait, in RabbitMQ's words
 * @param delayed how many of them wait for their time
 * @param deadLetters how many wait here until all queues they go to have taken them
 * @param capacity which share of the time consumers could take a message, as far as the present moment tells
 * @param idleSinceMillis when something last happened here, as far as was looked
 * @param consumers in the order they came
 */
public record QueueView(
        QueueRef queue,
        String state,
        Rate ready,
        Rate unacknowledged,
        long readyBodyBytes,
        long unacknowledgedBodyBytes,
        long residentMessages,
        long residentBytes,
        long deliveryLimit,
        String retryDelay,
        int delayed,
        int deadLetters,
        long deadLetterBodyBytes,
        double capacity,
        long idleSinceMillis,
        MessageFigures messages,
        List<ConsumerView> consumers) {}
