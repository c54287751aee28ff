// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli;

import io.leveret.cli.command.Call.Console;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The terminal, or the streams in its place. */
final class Terminal implements Console {
    /** Whether somebody sits at the standard input; the launcher says it. */
    private static final String TERMINAL_PROPERTY = "leveret.terminal";

    private final Map<String, String> environment;
    private final InputStream in;
    private final PrintStream out;
    private String announcement = "";

    Terminal(Map<String, String> environment, InputStream in, PrintStream out) {
        this.environment = environment;
        this.in = in;
        this.out = out;
    }

    /** Something to say before anything else is said. Not said at all if the node does not answer. */
    void announce(String banner) {
        announcement = banner;
    }

    /** Says what was announced. */
    void settle() {
        if (!announcement.isEmpty()) {
            out.println(announcement);
            announcement = "";
        }
    }

    @Override
    public void say(String line) {
        settle();
        out.println(line);
        out.flush();
    }

    @Override
    @SuppressWarnings("SystemConsoleNull") // the launcher says whether there is a terminal
    public @Nullable String askSecret(String prompt) {
        settle();
        java.io.Console console = System.console();
        if (Boolean.getBoolean(TERMINAL_PROPERTY) && console != null) {
            out.flush();
            char[] secret = console.readPassword("%s", prompt);
            return secret == null ? null : new String(secret);
        }
        out.print(prompt);
        out.flush();
        try {
            return in().readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public BufferedReader in() {
        return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    }

    @Override
    public String variable(String name) {
        return environment.getOrDefault(name, "");
    }
}
