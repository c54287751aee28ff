// SPDX-License-Identifier: Apache-2.0
package io.leveret.table;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Field value of tag {@code D}.
 *
 * @param scale decimal digits after the point, 0..255
 * @param unscaled 0..4294967295; RabbitMQ reads it unsigned
 */
public record Decimal(int scale, long unscaled) {
    public Decimal {
        if (scale < 0 || scale > 255) {
            throw new IllegalArgumentException("decimal scale " + scale + " is not in 0..255");
        }
        if (unscaled < 0 || unscaled > UnsignedInt.MAX) {
            throw new IllegalArgumentException("decimal " + unscaled + " is not in 0.." + UnsignedInt.MAX);
        }
    }

    public BigDecimal toBigDecimal() {
        return new BigDecimal(BigInteger.valueOf(unscaled), scale);
    }
}
