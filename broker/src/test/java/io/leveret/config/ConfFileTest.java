// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfFileTest {
    @TempDir
    private Path tmp;

    @Test
    void readsKeysAndValues() throws Exception {
        assertThat(read("heartbeat = 30\nlisteners.tcp.1=5673\n\t frame_max\t = \t 4096 \t\n"))
                .containsExactly("heartbeat = 30 (1)", "listeners.tcp.1 = 5673 (2)", "frame_max = 4096 (3)");
    }

    @Test
    void needsNoNewlineAtTheEnd() throws Exception {
        assertThat(read("heartbeat = 30  ")).containsExactly("heartbeat = 30 (1)");
    }

    @Test
    void readsWindowsLines() throws Exception {
        assertThat(read("heartbeat = 30\r\n\r\n# a comment\r\nframe_max = 4096\r\n"))
                .containsExactly("heartbeat = 30 (1)", "frame_max = 4096 (4)");
    }

    @Test
    void skipsCommentsAndBlankLines() throws Exception {
        assertThat(read("# one\n\n   # two\n \t \nheartbeat = 30 # three\ndefault_pass = a#b\n"))
                .containsExactly("heartbeat = 30 (5)", "default_pass = a (6)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    'e9238-7_49%#sod7'        | e9238-7_49%#sod7
                    '  kept  '  # a comment   | `  kept  `
                    ''                        | ``
                    '''it's'''                | it's
                    "double"                  | "double"
                    it's                      | it's
                    a = b                     | a = b
                    """)
    void quotesAsCuttlefishDoes(String written, String value) throws Exception {
        assertThat(read("default_pass = " + written + "\n")).containsExactly("default_pass = " + value + " (1)");
    }

    @Test
    void readsValuesOfSeveralLines() throws Exception {
        assertThat(read("motd_file = '''\none # not a comment\n  two\n'''\nheartbeat = 30\n"))
                .containsExactly("motd_file = one # not a comment\n  two (1)", "heartbeat = 30 (5)");
    }

    @Test
    void readsKeysWithEscapedDots() throws Exception {
        List<Setting> settings = ConfFile.read(file("loopback_users.john\\.doe = true\n"));
        assertThat(settings.get(0).key().words()).containsExactly("loopback_users", "john.doe");
    }

    @Test
    void includesOtherFiles() throws Exception {
        Path directory = Files.createDirectory(tmp.resolve("conf.d"));
        Files.writeString(directory.resolve("20-b.conf"), "heartbeat = 20\n");
        Files.writeString(directory.resolve("10-a.conf"), "heartbeat = 10\n");
        Files.writeString(directory.resolve("notes.txt"), "not configuration\n");
        assertThat(read("frame_max = 1\ninclude conf.d/*.conf # these\ninclude missing.conf\nframe_max = 2\n"))
                .containsExactly("frame_max = 1 (1)", "heartbeat = 10 (1)", "heartbeat = 20 (1)", "frame_max = 2 (4)");
    }

    @Test
    void refusesFilesThatIncludeThemselves() {
        assertThatThrownBy(() -> read("include test.conf\n"))
                .hasMessage(tmp.resolve("test.conf") + ":1: more than 16 files include each other");
    }

    @Test
    void takesTheContentOfAFile() throws Exception {
        Files.writeString(tmp.resolve("secret"), "s3cret#\n");
        assertThat(read("default_pass = $(<secret)\n")).containsExactly("default_pass = s3cret# (1)");
        assertThatThrownBy(() -> read("default_pass = $(<none)\n")).hasMessage(tmp.resolve("none") + " does not exist");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    heartbeat             | expected 'key = value'
                    = 30                  | expected 'key = value'
                    heart beat = 30       | expected 'key = value'
                    "[{rabbit, []}]."     | expected 'key = value'
                    heartbeat. = 30       | expected 'key = value'
                    heartbeat =           | a value is missing; an empty one is written ''
                    heartbeat = # 30      | a value is missing; an empty one is written ''
                    heartbeat = '30       | the value's closing ' is missing
                    heartbeat = '3'0      | unexpected text after the value
                    """)
    void saysWhereTheSyntaxIsWrong(String line, String problem) {
        assertThatThrownBy(() -> read("# first\n" + line + "\n"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(tmp.resolve("test.conf") + ":2: " + problem);
    }

    @Test
    void refusesWhatIsNotUtf8() throws Exception {
        Path file = Files.write(tmp.resolve("latin1.conf"), "default_user = é".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> ConfFile.read(file)).hasMessage(file + " is not UTF-8");
    }

    private List<String> read(String content) throws ConfigurationException, IOException {
        return ConfFile.read(file(content)).stream()
                .map(s -> s.key() + " = " + s.value() + " (" + s.origin().text().replaceAll(".*:", "") + ")")
                .toList();
    }

    private Path file(String content) throws IOException {
        return Files.writeString(tmp.resolve("test.conf"), content);
    }
}
