// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.figures;

/** How large messages are, in RabbitMQ's classes. Owned by one loop; counting is two additions. */
final class SizeCounters {
    private final long[] counts = new long[SizeFigures.CLASSES];
    private long bytes;

    void count(int bodyBytes) {
        int size = 0;
        while (bodyBytes > SizeFigures.upper(size)) {
            size++;
        }
        counts[size]++;
        bytes += bodyBytes;
    }

    SizeFigures read() {
        return new SizeFigures(counts.clone(), bytes);
    }
}
