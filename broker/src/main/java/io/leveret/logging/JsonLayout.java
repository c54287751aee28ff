// SPDX-License-Identifier: Apache-2.0
package io.leveret.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.LayoutBase;
import io.leveret.config.LogFormat;
import io.leveret.config.Logging.JsonField;
import io.leveret.config.Logging.Output;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TimeZone;
import java.util.function.Supplier;

/**
 * One JSON object a line, with RabbitMQ's names: {@code time}, {@code level}, {@code msg}, {@code domain}, {@code pid};
 * a field map renames, leaves out and orders them.
 */
final class JsonLayout extends LayoutBase<ILoggingEvent> {
    private static final String REST = "*";

    private final LogFormat format;
    private final List<JsonField> fields;
    private final Times times;

    JsonLayout(Output output) {
        this(output, TimeZone::getDefault);
    }

    JsonLayout(Output output, Supplier<TimeZone> zone) {
        this.format = output.format();
        this.fields = output.fields();
        this.times = new Times(format.time(), zone);
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        StringBuilder time = new StringBuilder();
        times.append(time, event.getInstant());
        String message = TextLayout.message(event);
        Map<String, String> values = new LinkedHashMap<>();
        values.put("time", times.isNumber() ? time.toString() : quoted(time));
        values.put("level", quoted(Names.of(event.getLevel(), format.level())));
        values.put(
                "msg",
                quoted(format.singleLine() ? String.join(", ", message.lines().toList()) : message));
        values.put("domain", quoted(TextLayout.domain(event)));
        values.put("pid", quoted(TextLayout.pid(event)));
        StringBuilder json = new StringBuilder(128 + message.length()).append('{');
        mapped(values).forEach((name, value) -> {
            json.append(json.length() == 1 ? "" : ",")
                    .append(quoted(name))
                    .append(':')
                    .append(value);
        });
        return json.append("}\n").toString();
    }

    private Map<String, String> mapped(Map<String, String> values) {
        Map<String, String> mapped = new LinkedHashMap<>();
        for (JsonField field : fields) {
            if (field.from().equals(REST)) {
                values.clear();
                continue;
            }
            String value = values.remove(field.from());
            if (value != null && field.to() != null) {
                mapped.put(field.to(), value);
            }
        }
        mapped.putAll(values);
        return mapped;
    }

    /** RFC 8259, section 7. */
    private static String quoted(CharSequence text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> json.append('\\').append(c);
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < ' ') {
                        json.append("\\u00")
                                .append(Character.forDigit(c >> 4, 16))
                                .append(Character.forDigit(c & 15, 16));
                    } else {
                        json.append(c);
                    }
                }
            }
        }
        return json.append('"').toString();
    }
}
