// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.figures;

/**
 * What went over sockets.
 *
 * @param reads how often something came
 * @param writes how often something was handed to the socket
 */
public record ByteFigures(Rate received, Rate sent, long reads, long writes) {
    public static final ByteFigures NONE = new ByteFigures(Rate.NONE, Rate.NONE, 0, 0);

    public ByteFigures plus(ByteFigures other) {
        return new ByteFigures(
                received.plus(other.received), sent.plus(other.sent), reads + other.reads, writes + other.writes);
    }
}
