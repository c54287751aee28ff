// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.leveret.CommandLine.Action;
import io.leveret.CommandLine.UsageException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    @Test
    void runsByDefault() throws Exception {
        assertThat(CommandLine.parse()).isEqualTo(new CommandLine(Action.RUN, null, null, List.of()));
    }

    @Test
    void takesValuesAsTheNextWordOrAfterAnEqualsSign() throws Exception {
        CommandLine expected = new CommandLine(
                Action.RUN, Path.of("/data"), Path.of("my.conf"), List.of("heartbeat=1", "default_pass=a=b"));
        assertThat(CommandLine.parse(
                        "--data-dir",
                        "/data",
                        "--config",
                        "my.conf",
                        "--set",
                        "heartbeat=1",
                        "--set",
                        "default_pass=a=b"))
                .isEqualTo(expected);
        assertThat(CommandLine.parse(
                        "--set=heartbeat=1", "--data-dir=/data", "--set=default_pass=a=b", "--config=my.conf"))
                .isEqualTo(expected);
    }

    @Test
    void doesOneThing() throws Exception {
        assertThat(CommandLine.parse("--print-config").action()).isEqualTo(Action.PRINT_CONFIG);
        assertThat(CommandLine.parse("--version").action()).isEqualTo(Action.VERSION);
        assertThat(CommandLine.parse("-V").action()).isEqualTo(Action.VERSION);
        assertThat(CommandLine.parse("-h").action()).isEqualTo(Action.HELP);
        assertThat(CommandLine.parse("--help", "--version").action()).isEqualTo(Action.HELP);
    }

    @ParameterizedTest
    @CsvSource({
        "--prot 1, unknown option '--prot'; see --help",
        "--prot=1, unknown option '--prot'; see --help",
        "-x, unknown option '-x'; see --help",
        "start, unexpected argument 'start'; see --help",
        "--data-dir, option --data-dir needs a value; see --help",
        "--config=, option --config needs a value; see --help",
        "--set, option --set needs a value; see --help",
        "--set heartbeat, 'option --set needs KEY=VALUE, not ''heartbeat'''",
        "--set =1, 'option --set needs KEY=VALUE, not ''=1'''",
        "--print-config=yes, option --print-config takes no value",
    })
    void saysWhatIsWrong(String arguments, String problem) {
        assertThatThrownBy(() -> CommandLine.parse(arguments.split(" ", -1)))
                .isInstanceOf(UsageException.class)
                .hasMessage(problem);
    }
}
