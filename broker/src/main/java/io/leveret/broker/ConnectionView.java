// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.broker.figures.ByteFigures;
import java.util.List;

/**
 * A connection at one moment, as operators see it.
 *
 * @param state RabbitMQ's word: {@code running}, {@code blocking}, {@code blocked}, {@code flow} or {@code closing}
 * @param unsentBytes what the socket has yet to take
 * @param channels by number
 */
public record ConnectionView(
        ConnectionFacts facts, String state, ByteFigures bytes, long unsentBytes, List<ChannelView> channels) {}
