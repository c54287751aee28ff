// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.exchange;

import io.leveret.table.Bytes;
import io.leveret.table.FieldText;
import io.leveret.table.FieldType;
import io.leveret.table.LongString;
import io.leveret.table.Table;
import io.leveret.table.Timestamp;
import io.leveret.table.VoidValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a binding's arguments ask of a message's headers. Immutable. Values are compared as RabbitMQ does, which looks at
 * the value of a field and not at its type: integers are equal across widths, so are floats and doubles, and strings
 * and byte arrays; a string is no number. Inside tables and arrays the types count.
 *
 * @param anyOne whether one of the fields is enough; else all are asked for
 */
record HeadersPattern(Binding binding, boolean anyOne, List<Field> fields) {
    private static final String X_MATCH = "x-match";

    /**
     * @param value null asks for the header only
     */
    record Field(String name, @Nullable Object value) {
        boolean matches(Map<String, Object> headers) {
            Object found = headers.get(name);
            return found != null && (value == null || value.equals(found));
        }
    }

    /**
     * @throws InvalidDefinitionException if x-match is none of the four words
     */
    static HeadersPattern of(Binding binding) {
        Table arguments = binding.arguments();
        Object match = arguments.get(X_MATCH);
        if (match == null) {
            return new HeadersPattern(binding, false, fields(arguments, false));
        } else if (!(match instanceof LongString)) {
            throw new InvalidDefinitionException("Invalid x-match field type "
                    + FieldType.of(match).rabbitName() + " (value " + term(match) + "); expected longstr");
        }
        return switch (match.toString()) {
            case "all" -> new HeadersPattern(binding, false, fields(arguments, false));
            case "any" -> new HeadersPattern(binding, true, fields(arguments, false));
            case "all-with-x" -> new HeadersPattern(binding, false, fields(arguments, true));
            case "any-with-x" -> new HeadersPattern(binding, true, fields(arguments, true));
            default ->
                throw new InvalidDefinitionException("Invalid x-match field value " + term(match)
                        + "; expected all, any, all-with-x, or any-with-x");
        };
    }

    private static List<Field> fields(Table arguments, boolean withX) {
        List<Field> fields = new ArrayList<>();
        for (Table.Entry argument : arguments.entries()) {
            String name = argument.key();
            if (withX ? !name.equals(X_MATCH) : !name.startsWith("x-")) {
                boolean presence = argument.value() instanceof VoidValue;
                fields.add(new Field(name, presence ? null : comparable(argument.value())));
            }
        }
        return List.copyOf(fields);
    }

    /** True also where all of no fields are asked for; false where any of none is. */
    boolean matches(Map<String, Object> headers) {
        for (Field field : fields) {
            if (field.matches(headers) == anyOne) {
                return anyOne;
            }
        }
        return !anyOne;
    }

    /** A message's headers as {@link #matches} takes them; the last of equal names counts. */
    static Map<String, Object> comparable(Table headers) {
        Map<String, Object> values = new HashMap<>();
        for (Table.Entry header : headers.entries()) {
            // RabbitMQ has a message's timestamps in milliseconds while those of bindings stay in seconds.
            Object value = header.value() instanceof Timestamp time
                    ? (Object) (time.seconds() * 1000)
                    : comparable(header.value());
            values.put(header.key(), value);
        }
        return values;
    }

    private static Object comparable(Object value) {
        Long integer = Table.integerOf(value);
        if (integer != null) {
            return integer;
        } else if (value instanceof Timestamp time) {
            return time.seconds();
        } else if (value instanceof Float number) {
            return number.doubleValue();
        } else if (value instanceof Bytes bytes) {
            return LongString.of(bytes.bytes());
        }
        return value;
    }

    /** As Erlang prints it. */
    private static String term(Object value) {
        if (!(value instanceof LongString || value instanceof Bytes)) {
            return FieldText.of(value);
        }
        String text = FieldText.of(value);
        boolean ascii = text.chars().allMatch(c -> c < 128);
        return text.isEmpty() ? "<<>>" : "<<\"" + text + (ascii ? "\">>" : "\"/utf8>>");
    }
}
