// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import io.leveret.cli.node.UnreachableException;

/**
 * What a command does.
 *
 * @param banner says what it is about to do; empty for nothing
 * @param check looks at the arguments before anything is done
 * @param action does it
 */
public record Command(Banner banner, Check check, Action action) {
    /** What is said beforehand. */
    public interface Banner {
        String of(Call call);
    }

    /** Refuses arguments. */
    public interface Check {
        void accept(Call call) throws Failure;
    }

    /** The work. */
    public interface Action {
        Outcome perform(Call call) throws Failure, UnreachableException;
    }

    static Command of(Banner banner, Action action) {
        return new Command(banner, call -> {}, action);
    }

    static Command silent(Action action) {
        return of(call -> "", action);
    }

    Command checking(Check check) {
        return new Command(banner, check, action);
    }
}
