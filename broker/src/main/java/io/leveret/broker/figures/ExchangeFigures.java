// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.figures;

/** What was published to an exchange, and to how many queues that went. */
public record ExchangeFigures(Rate in, Rate out) {
    public static final ExchangeFigures NONE = new ExchangeFigures(Rate.NONE, Rate.NONE);

    public ExchangeFigures plus(ExchangeFigures other) {
        return new ExchangeFigures(in.plus(other.in), out.plus(other.out));
    }
}
