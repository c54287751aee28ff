// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.leveret.cli.CtlNode.Ended;
import java.util.Arrays;

/** What commands must say. */
final class Said {
    private Said() {}

    /** It went well, and these lines are all that was said. */
    static void says(Ended ended, String... lines) {
        assertThat(ended).isEqualTo(new Ended(0, text(lines), ""));
    }

    /** It failed: the banner is on the standard output, these lines on the standard error. */
    static void fails(Ended ended, int code, String banner, String... lines) {
        assertThat(ended).isEqualTo(new Ended(code, banner.isEmpty() ? "" : banner + "\n", text(lines)));
    }

    private static String text(String... lines) {
        return Arrays.stream(lines).map(line -> line + "\n").reduce("", String::concat);
    }
}
