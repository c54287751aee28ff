// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker;

import io.leveret.table.LongString;
import io.leveret.table.MalformedTableException;
import io.leveret.table.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of a logged command, all of which must be there. */
record CommandFields(Table table) {

    static Table.Builder op(String op) {
        return Table.builder().add("op", LongString.of(op));
    }

    static Table.Builder op(String op, String virtualHost) {
        return op(op).add("vhost", LongString.of(virtualHost));
    }

    static List<Object> texts(List<String> texts) {
        return List.copyOf(texts.stream().map(LongString::of).toList());
    }

    String text(String key) {
        return present(table.string(key), key);
    }

    List<String> texts(String key) {
        List<String> texts = new ArrayList<>();
        present(table.array(key), key).forEach(text -> texts.add(text.toString()));
        return texts;
    }

    boolean flag(String key) {
        return present(table.bool(key), key);
    }

    long number(String key) {
        return present(table.integer(key), key);
    }

    /** A number that older versions did not write. */
    long number(String key, long otherwise) {
        Long number = table.integer(key);
        return number == null ? otherwise : number;
    }

    Table inner(String key) {
        return present(table.table(key), key);
    }

    Object value(String key) {
        return present(table.get(key), key);
    }

    private static <T> T present(@Nullable T value, String key) {
        if (value == null) {
            throw new MalformedTableException("definitions command without '" + key + "'");
        }
        return value;
    }
}
