// SPDX-License-Identifier: Apache-2.0
package io.leveret.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.Layout;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last lines of the log in memory, numbered, for whoever follows it. From any thread. */
final class RecentLines extends AppenderBase<ILoggingEvent> {
    private static final int LINES_MAX = 1_000;

    /** A stack trace has many lines of a hundred characters. */
    private static final int CHARACTERS_MAX = 16_384;

    private final Layout<ILoggingEvent> layout;
    private final Deque<String> lines = new ArrayDeque<>();
    private long last; // number of the last line

    RecentLines(Layout<ILoggingEvent> layout) {
        this.layout = layout;
    }

    @Override
    protected void append(ILoggingEvent event) { // under the appender's lock
        String text = layout.doLayout(event);
        if (lines.size() == LINES_MAX) {
            lines.removeFirst();
        }
        lines.addLast(text.length() <= CHARACTERS_MAX ? text : text.substring(0, CHARACTERS_MAX) + "\n");
        last++;
    }

    synchronized LogLines last(int count) {
        return after(last - count);
    }

    /** Those behind that number. */
    synchronized LogLines after(long number) {
        List<String> found = new ArrayList<>();
        long next = last - lines.size();
        for (String line : lines) {
            if (next >= number) {
                found.add(line.stripTrailing());
            }
            next++;
        }
        return new LogLines(found, last);
    }
}
