// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Numbers of bytes as people write them. RabbitMQ has two readings, by key, that differ in what a KB is. */
final class ByteSize {
    private static final Map<String, Long> CUTTLEFISH = Map.of("kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30);

    private static final Map<String, Long> INFORMATION_UNITS = Map.ofEntries(
            Map.entry("k", 1_000L),
            Map.entry("kb", 1_000L),
            Map.entry("ki", 1L << 10),
            Map.entry("kib", 1L << 10),
            Map.entry("m", 1_000_000L),
            Map.entry("mb", 1_000_000L),
            Map.entry("mi", 1L << 20),
            Map.entry("mib", 1L << 20),
            Map.entry("g", 1_000_000_000L),
            Map.entry("gb", 1_000_000_000L),
            Map.entry("gi", 1L << 30),
            Map.entry("gib", 1L << 30),
            Map.entry("t", 1_000_000_000_000L),
            Map.entry("tb", 1_000_000_000_000L),
            Map.entry("ti", 1L << 40),
            Map.entry("tib", 1L << 40),
            Map.entry("p", 1_000_000_000_000_000L),
            Map.entry("pb", 1_000_000_000_000_000L),
            Map.entry("pi", 1L << 50),
            Map.entry("pib", 1L << 50));

    private ByteSize() {}

    /** For Cuttlefish's {@code bytesize} keys, as {@code frame_max}: 1KB is 1024. Null if it is no size. */
    static @Nullable Long cuttlefish(String text) {
        return parse(text, CUTTLEFISH);
    }

    /** For {@code vm_memory_high_watermark} and its like: 1KB is 1000, 1KiB is 1024. Null if it is no size. */
    static @Nullable Long informationUnits(String text) {
        return parse(text, INFORMATION_UNITS);
    }

    private static @Nullable Long parse(String text, Map<String, Long> units) {
        int digits = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            digits++;
        }
        Long unit = digits == text.length() ? Long.valueOf(1) : units.get(lowerCase(text.substring(digits)));
        if (unit == null) {
            return null;
        }
        try {
            return Math.multiplyExact(Long.parseLong(text.substring(0, digits)), (long) unit);
        } catch (NumberFormatException | ArithmeticException e) {
            return null;
        }
    }

    private static String lowerCase(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
