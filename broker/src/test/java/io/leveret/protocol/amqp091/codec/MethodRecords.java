// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

import io.leveret.table.LongString;
import io.leveret.table.RandomTables;
import io.leveret.table.Table;
import io.leveret.table.Utf8;
import io.netty.buffer.ByteBuf;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The methods' records seen through reflection: their components in order are the arguments on the wire, apart from
 * tickets. Every method of the families takes part in a test that uses this, also one added later.
 */
final class MethodRecords {
    static final List<Class<?>> CLIENT = Stream.of(ClientConnectionMethod.class, ClientChannelMethod.class)
            .flatMap(family -> Arrays.stream(family.getPermittedSubclasses()))
            .toList();
    static final List<Class<?>> SERVER = List.of(ServerMethod.class.getPermittedSubclasses());

    private static final Set<Integer> WITH_TICKET = Set.of(
            MethodIds.EXCHANGE_DECLARE,
            MethodIds.EXCHANGE_DELETE,
            MethodIds.EXCHANGE_BIND,
            MethodIds.EXCHANGE_UNBIND,
            MethodIds.QUEUE_DECLARE,
            MethodIds.QUEUE_BIND,
            MethodIds.QUEUE_PURGE,
            MethodIds.QUEUE_DELETE,
            MethodIds.QUEUE_UNBIND,
            MethodIds.BASIC_CONSUME,
            MethodIds.BASIC_PUBLISH,
            MethodIds.BASIC_GET);

    private static final Map<Integer, Class<?>> SERVER_TYPES = SERVER.stream()
            .collect(Collectors.toMap(
                    type -> ((ServerMethod) random(type, new Random(1), r -> Table.EMPTY)).method(),
                    Function.identity()));

    private MethodRecords() {}

    static Class<?> serverType(int method) {
        return SERVER_TYPES.get(method);
    }

    static void write(ByteBuf out, Record method, int id) {
        if (WITH_TICKET.contains(id)) {
            out.writeShort(0);
        }
        int bits = 0;
        int bitCount = 0;
        for (RecordComponent component : method.getClass().getRecordComponents()) {
            Object value = value(component, method);
            if (value instanceof Boolean bit) {
                bits |= bit ? 1 << bitCount : 0;
                bitCount++;
                continue;
            }
            if (bitCount > 0) {
                out.writeByte(bits);
                bitCount = bits = 0;
            }
            if (value instanceof String text) {
                byte[] bytes = Utf8.encode(text);
                out.writeByte(bytes.length).writeBytes(bytes);
            } else if (value instanceof LongString text) {
                out.writeInt(text.length()).writeBytes(text.bytes());
            } else if (value instanceof Table table) {
                out.writeInt(table.encode().length).writeBytes(table.encode());
            } else {
                long number = ((Number) value).longValue();
                for (int shift = 8 * width(component) - 8; shift >= 0; shift -= 8) {
                    out.writeByte((int) (number >>> shift));
                }
            }
        }
        if (bitCount > 0) {
            out.writeByte(bits);
        }
    }

    static Record read(Class<?> type, ByteBuf in, int id, int end) {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        int bits = 0;
        int bitCount = 0;
        for (int i = 0; i < components.length; i++) {
            Class<?> kind = components[i].getType();
            if (kind == boolean.class) {
                bits = bitCount == 0 ? in.readByte() : bits;
                values[i] = (bits >> bitCount++ & 1) != 0;
                continue;
            }
            bitCount = 0;
            if (kind == String.class) {
                byte[] bytes = bytes(in, in.readUnsignedByte());
                values[i] = Utf8.decode(bytes, 0, bytes.length);
            } else if (kind == LongString.class) {
                values[i] = LongString.of(bytes(in, in.readInt()));
            } else if (kind == Table.class) {
                values[i] = Table.decode(bytes(in, in.readInt()));
            } else {
                long number = 0;
                for (int octets = width(components[i]); octets > 0; octets--) {
                    number = number << 8 | in.readUnsignedByte();
                }
                values[i] = kind == int.class ? (Object) (int) number : (Object) number;
            }
        }
        return create(type, values);
    }

    /** A method with arguments of every size and content that its types allow. */
    static Record random(Class<?> type, Random random, Function<Random, Table> tables) {
        return create(
                type,
                Arrays.stream(type.getRecordComponents())
                        .map(component -> argument(component, random, tables))
                        .toArray());
    }

    private static Object argument(RecordComponent component, Random random, Function<Random, Table> tables) {
        Class<?> kind = component.getType();
        if (kind == boolean.class) {
            return random.nextBoolean();
        } else if (kind == String.class) {
            return text(random);
        } else if (kind == LongString.class) {
            return LongString.of(RandomTables.bytes(random, random.nextInt(300)));
        } else if (kind == Table.class) {
            return tables.apply(random);
        }
        long number = random.nextLong() >>> (64 - 8 * width(component));
        return kind == int.class ? (Object) (int) number : (Object) number;
    }

    private static String text(Random random) {
        return switch (random.nextInt(8)) {
            case 0 -> "";
            case 1 -> "x".repeat(255);
            case 2 -> "é".repeat(127);
            case 3 -> "\uFFFD𝄞€";
            default -> "name-" + random.nextInt();
        };
    }

    private static int width(RecordComponent component) {
        if (component.getType() == long.class) {
            return component.getName().equals("deliveryTag") ? 8 : 4;
        }
        return component.getName().startsWith("version") ? 1 : 2;
    }

    private static byte[] bytes(ByteBuf in, int length) {
        byte[] bytes = new byte[length];
        in.readBytes(bytes);
        return bytes;
    }

    private static Object value(RecordComponent component, Record method) {
        try {
            return component.getAccessor().invoke(method);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Record create(Class<?> type, Object[] values) {
        try {
            Class<?>[] types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            return (Record) type.getDeclaredConstructor(types).newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }
}
