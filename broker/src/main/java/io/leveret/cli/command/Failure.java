// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import io.leveret.cli.node.Answer;
import io.leveret.cli.output.JsonObject;
import org.jspecify.annotations.Nullable;

/** A command that cannot do what it was asked for: an exit code, and what is said on the standard error. */
public final class Failure extends Exception {
    private static final long serialVersionUID = 1;

    private final Exit exit;
    private final boolean argument;
    private final transient @Nullable JsonObject json;

    private Failure(Exit exit, String text, boolean argument, @Nullable JsonObject json) {
        super(text);
        this.exit = exit;
        this.argument = argument;
        this.json = json;
    }

    /** With RabbitMQ's heading. */
    public static Failure of(Exit exit, String text) {
        return new Failure(exit, "Error:\n" + text, false, null);
    }

    /** Without a heading. */
    public static Failure bare(Exit exit, String text) {
        return new Failure(exit, text, false, null);
    }

    /** @param json said instead where JSON is wanted */
    public static Failure check(String text, JsonObject json) {
        return new Failure(Exit.UNAVAILABLE, text, false, json);
    }

    public static Failure of(Exit exit, String text, JsonObject json) {
        return new Failure(exit, "Error:\n" + text, false, json);
    }

    /** The node refused. */
    public static Failure refused(Answer answer) {
        return of(Exit.UNAVAILABLE, answer.reason());
    }

    /** What the command line says is wrong; it is repeated, and the command's usage shown. */
    public static Failure usage(String problem) {
        return new Failure(Exit.USAGE, problem, true, null);
    }

    public static Failure badArgument(String problem) {
        return new Failure(Exit.DATA, "Bad argument: " + problem, true, null);
    }

    public static Failure badArgument() {
        return new Failure(Exit.DATA, "Bad argument.", true, null);
    }

    public Exit exit() {
        return exit;
    }

    /** Whether usage is to be shown. */
    public boolean isArgument() {
        return argument;
    }

    public @Nullable JsonObject json() {
        return json;
    }

    public String text() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
