// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.figures;

/**
 * A figure, and how much it grew a second of late.
 */
public record Rate(long total, double perSecond) {
    public static final Rate NONE = new Rate(0, 0);

    public Rate plus(Rate other) {
        return new Rate(total + other.total, perSecond + other.perSecond);
    }
}
