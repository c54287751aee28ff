// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A regular expression on names, as operators write it for permissions and policies: found anywhere in the name. The work
 * of a match is limited, whatever the expression; one that needs more does not match. Immutable but for whether it has
 * complained; from any thread.
 */
public final class NamePattern {
    private static final Logger LOG = LoggerFactory.getLogger(NamePattern.class);

    /** As in RabbitMQ. */
    public static final int BYTES_MAX = 1024;

    /** Characters looked at in one match; RabbitMQ's {@code match_limit}. */
    static final int STEPS_MAX = 50_000;

    private final String regex;
    private final Pattern pattern;
    private boolean complained;

    private NamePattern(String regex, Pattern pattern) {
        this.regex = regex;
        this.pattern = pattern;
    }

    /**
     * @throws IllegalArgumentException if this is not a regular expression, with what is wrong with it
     */
    public static NamePattern of(String regex) {
        if (regex.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
            throw new IllegalArgumentException("pattern_too_long: more than " + BYTES_MAX + " bytes");
        }
        try {
            return new NamePattern(regex, Pattern.compile(PatternSource.java(regex), Pattern.UNIX_LINES));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(mistake(regex, e), e);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("nested too deep", e);
        }
    }

    /** In the terms of what the user wrote, where Java finds the mistake there too. */
    private static String mistake(String regex, PatternSyntaxException inTranslation) {
        try {
            Pattern.compile(regex);
            return inTranslation.getDescription();
        } catch (PatternSyntaxException e) {
            return e.getDescription() + " at " + Math.max(0, e.getIndex());
        }
    }

    public String regex() {
        return regex;
    }

    public boolean matches(String name) {
        try {
            if (name.isEmpty()) {
                // something in front that can be looked at, and counted, though it does not belong to the text
                return pattern.matcher(new CountedText("\n"))
                        .region(1, 1)
                        .useTransparentBounds(true)
                        .find();
            }
            return pattern.matcher(new CountedText(name)).find();
        } catch (TooManyStepsException | StackOverflowError e) {
            if (!complained) {
                complained = true;
                LOG.warn("pattern '{}' takes more than {} steps on '{}': taken as no match", regex, STEPS_MAX, name);
            }
            return false;
        }
    }

    @Override
    public String toString() {
        return regex;
    }

    private static final class TooManyStepsException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManyStepsException() {
            super(null, null, false, false);
        }
    }

    /** Counts the characters that are looked at. */
    private static final class CountedText implements CharSequence {
        private final String text;
        private int steps;

        CountedText(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++steps > STEPS_MAX) {
                throw new TooManyStepsException();
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
