// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/rabbitmqctl} as a process, in a checkout that is built. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "bin/ holds scripts for a POSIX shell")
class CtlLauncherIT {
    @TempDir
    private Path home;

    @BeforeEach
    void layOut() throws Exception {
        Path bin = Files.createDirectories(home.resolve("bin"));
        Files.copy(Path.of("../bin/leveret-server"), bin.resolve("leveret-server"), StandardCopyOption.COPY_ATTRIBUTES);
        for (String name : List.of("leveretctl", "rabbitmqctl", "rabbitmq-diagnostics")) {
            assertThat(Path.of("../bin", name)).isSymbolicLink();
            Files.createSymbolicLink(bin.resolve(name), Path.of("leveret-server"));
        }
        Files.createDirectories(home.resolve("broker/src/main"));
        Files.createFile(home.resolve("pom.xml"));
        Files.createFile(home.resolve("broker/pom.xml"));
        Path lib = Files.createDirectories(home.resolve("broker/target/lib"));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path library = Path.of(entry);
            String name = library.getFileName().toString();
            if (name.startsWith("picocli-") || name.startsWith("jackson-core-")) {
                Files.copy(library, lib.resolve(name));
            }
        }
        jar(Path.of("target/classes"), home.resolve("broker/target/leveret-test.jar"));
        Files.createFile(home.resolve("broker/target/.built"));
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                entries.putNextEntry(new JarEntry(classes.relativize(file).toString()));
                Files.copy(file, entries);
            }
        }
    }

    @Test
    void commandsOnARunningNode() throws Exception {
        Path data = Files.createDirectory(home.resolve("data"));
        try (CtlNode node = CtlNode.on(data)) {
            assertThat(node.name()).startsWith("rabbit@");
            assertThat(run(0, "rabbitmqctl", "list_users"))
                    .isEqualTo("Listing users ...\nuser\ttags\nguest\t[administrator]\n");
            assertThat(run(70, "leveretctl", "add_user", "guest", "guest"))
                    .isEqualTo("Adding user \"guest\" ...\nError:\nUser \"guest\" already exists\n");
            assertThat(run(0, "rabbitmq-diagnostics", "-q", "list_vhosts", "--formatter=json"))
                    .isEqualTo("[\n{\"name\":\"/\"}\n]\n");
            assertThat(run(64, "rabbitmq-diagnostics", "add_user", "a", "b")).contains("Command 'add_user' not found.");
        }
        assertThat(run(69, "rabbitmqctl", "list_users")).contains("no node runs on data directory " + data);
        try (Stream<Path> files = Files.list(home.resolve("broker/target"))) {
            assertThat(files.filter(file -> file.getFileName().toString().matches("leveretctl-.*\\.(jsa|aot)")))
                    .singleElement()
                    .satisfies(archive -> assertThat(archive).isNotEmptyFile());
        }
    }

    private String run(int code, String script, String... arguments) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(home.resolve("bin").resolve(script).toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().keySet().removeIf(name -> name.startsWith("LEVERET_") || name.startsWith("RABBITMQ_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.redirectErrorStream(true);
        Process process = builder.start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(said).isEqualTo(code);
        return said;
    }
}
