// SPDX-License-Identifier: Apache-2.0
package io.leveret.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Tables of every type, nested, with equal keys and with bytes that are not utf-8. */
public final class RandomTables {
    private static final int DEPTH = 4;

    private RandomTables() {}

    public static Table table(Random random) {
        return table(random, DEPTH);
    }

    /** A table's bytes, cut, changed or left as they are, or noise. */
    public static byte[] damaged(Random random) {
        byte[] bytes = table(random).encode();
        switch (random.nextInt(4)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 4));
            case 1 -> {
                for (int i = random.nextInt(4); i >= 0 && bytes.length > 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
            case 2 -> bytes = bytes(random, random.nextInt(64));
            default -> {}
        }
        return bytes;
    }

    public static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static Table table(Random random, int depth) {
        Table.Builder builder = Table.builder();
        for (int i = random.nextInt(5); i > 0; i--) {
            builder.add(key(random), value(random, depth - 1));
        }
        return builder.build();
    }

    private static String key(Random random) {
        if (random.nextInt(4) > 0) {
            return "key-" + random.nextInt(3);
        }
        byte[] bytes = bytes(random, random.nextInt(random.nextInt(8) == 0 ? 256 : 8));
        return Utf8.decode(bytes, 0, bytes.length);
    }

    private static Object value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 18 : 16)) {
            case 0 -> random.nextBoolean();
            case 1 -> (byte) random.nextInt();
            case 2 -> new UnsignedByte(random.nextInt(256));
            case 3 -> (short) random.nextInt();
            case 4 -> new UnsignedShort(random.nextInt(65_536));
            case 5 -> random.nextInt();
            case 6 -> new UnsignedInt(random.nextInt() & UnsignedInt.MAX);
            case 7 -> random.nextLong();
            case 8 -> new LongLong(random.nextLong());
            case 9 -> Float.intBitsToFloat(random.nextInt());
            case 10 -> Double.longBitsToDouble(random.nextLong());
            case 11 -> new Decimal(random.nextInt(256), random.nextInt() & UnsignedInt.MAX);
            case 12 -> LongString.of(bytes(random, random.nextInt(20)));
            case 13 -> Bytes.of(bytes(random, random.nextInt(20)));
            case 14 -> new Timestamp(random.nextLong());
            case 15 -> VoidValue.VOID;
            case 16 -> {
                List<Object> array = new ArrayList<>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(value(random, depth - 1));
                }
                yield array;
            }
            default -> table(random, depth);
        };
    }
}
