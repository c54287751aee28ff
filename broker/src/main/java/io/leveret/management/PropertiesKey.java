// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.table.Table;
import io.leveret.table.Utf8;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.zip.CRC32;

/**
 * How RabbitMQ's API tells bindings between the same two ends apart: the routing key, and a hash of the arguments where
 * there are any, with a tilde between them. The hash is the node's own; who uses the API takes it from lists.
 */
final class PropertiesKey {
    private static final String UNRESERVED = ".-_";

    private PropertiesKey() {}

    /** @param given arguments, in any order */
    static String of(String routingKey, Table given) {
        Table arguments = ordered(given);
        if (arguments.isEmpty()) {
            return routingKey.isEmpty() ? "~" : quote(routingKey);
        }
        return quote(routingKey) + "~" + hash(arguments);
    }

    /** As bindings keep them. */
    private static Table ordered(Table arguments) {
        Table.Builder ordered = Table.builder();
        arguments.entries().stream()
                .sorted(Comparator.comparing(Table.Entry::key))
                .forEach(entry -> ordered.add(entry.key(), entry.value()));
        return ordered.build();
    }

    private static String hash(Table arguments) {
        CRC32 crc = new CRC32();
        crc.update(arguments.encode());
        byte[] bytes = ByteBuffer.allocate(4).putInt((int) crc.getValue()).array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** Whether that is what somebody means who sends this key. */
    static boolean isMeant(String routingKey, Table arguments, String propertiesKey) {
        int tilde = propertiesKey.indexOf('~');
        String quoted = tilde < 0 ? propertiesKey : propertiesKey.substring(0, tilde);
        String hash = tilde < 0 ? "" : propertiesKey.substring(tilde + 1);
        String expected = arguments.isEmpty() ? "" : hash(arguments);
        return hash.equals(expected) && routingKey.equals(unquote(quoted));
    }

    private static String unquote(String quoted) {
        try {
            return URLDecoder.decode(quoted, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return quoted;
        }
    }

    /** For a query string, the tilde too. */
    private static String quote(String text) {
        return escape(text, "+");
    }

    /** For a part of a path. */
    static String quoteForPath(String text) {
        return escape(text, "%20").replace("%7E", "~");
    }

    private static String escape(String text, String space) {
        StringBuilder quoted = new StringBuilder();
        for (byte b : Utf8.encode(text)) {
            char c = (char) (b & 0xFF);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (plain || UNRESERVED.indexOf(c) >= 0) {
                quoted.append(c);
            } else if (c == ' ') {
                quoted.append(space);
            } else {
                quoted.append(String.format("%%%02X", (int) c));
            }
        }
        return quoted.toString();
    }
}
