// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.figures;

/** What {@link MessageCounters} said at one moment: totals, and how often a second of late. Immutable. */
@SuppressWarnings("EnumOrdinal") // the arrays are in the enum's order
public final class MessageFigures {
    private static final int KINDS = MessageEvent.values().length;

    public static final MessageFigures NONE = new MessageFigures(new long[KINDS], new double[KINDS]);

    private final long[] totals;
    private final double[] rates;

    /** Takes both over; in the order of the events. */
    MessageFigures(long[] totals, double[] rates) {
        this.totals = totals;
        this.rates = rates;
    }

    public long total(MessageEvent event) {
        return totals[event.ordinal()];
    }

    public double rate(MessageEvent event) {
        return rates[event.ordinal()];
    }

    /** Whether nothing has ever happened. */
    public boolean isEmpty() {
        for (long total : totals) {
            if (total != 0) {
                return false;
            }
        }
        return true;
    }

    public MessageFigures plus(MessageFigures other) {
        long[] sums = totals.clone();
        double[] sumsOfRates = rates.clone();
        for (int i = 0; i < KINDS; i++) {
            sums[i] += other.totals[i];
            sumsOfRates[i] += other.rates[i];
        }
        return new MessageFigures(sums, sumsOfRates);
    }
}
