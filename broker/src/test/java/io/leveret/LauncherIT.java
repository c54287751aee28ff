// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/leveret-server} up to the point where it would build or start something: which JVMs it takes. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "bin/ holds scripts for a POSIX shell")
class LauncherIT {
    private static final Path LAUNCHER = Path.of("../bin/leveret-server").toAbsolutePath();

    @TempDir
    private Path tmp;

    @Test
    void refusesAnOldJdkByItsReleaseFile() throws Exception {
        Path java = java("exit 1");
        Files.writeString(tmp.resolve("release"), "IMPLEMENTOR=\"Somebody\"\nJAVA_VERSION=\"11.0.2\"\n");
        refuses(Map.of("JAVA_HOME", tmp.toString()), "needs a JDK 17 or newer; " + java + " is version 11.0.2");
    }

    @Test
    void refusesAnOldJdkByWhatItSays() throws Exception {
        Path java = java("echo 'openjdk version \"1.8.0_392\"' >&2");
        refuses(Map.of("JAVA_HOME", tmp.toString()), "needs a JDK 17 or newer; " + java + " is version 1.8.0_392");
    }

    @Test
    void refusesWhatIsNoJdk() throws Exception {
        refuses(
                Map.of("JAVA_HOME", tmp.toString()),
                "needs a JDK 17 or newer; JAVA_HOME is " + tmp + ", which has no bin/java");
        Path java = java("echo nonsense");
        refuses(Map.of("JAVA_HOME", tmp.toString()), "needs a JDK 17 or newer; " + java + " is version nonsense");
    }

    @Test
    void needsSomeJdk() throws Exception {
        refuses(
                Map.of("PATH", tmp.toString()),
                "needs a JDK 17 or newer; JAVA_HOME is not set, and there is no java on the PATH");
    }

    private Path java(String script) throws IOException {
        Path bin = Files.createDirectories(tmp.resolve("bin"));
        Path java = Files.writeString(bin.resolve("java"), "#!/bin/sh\n" + script + "\n");
        return Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void refuses(Map<String, String> environment, String problem) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", LAUNCHER.toString(), "--version");
        builder.redirectErrorStream(true);
        builder.environment().remove("JAVA_HOME");
        builder.environment().putAll(environment);
        Process launcher = builder.start();
        String said = new String(launcher.getInputStream().readAllBytes());
        assertThat(launcher.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(said).isEqualTo("leveret-server: " + problem + "\n");
        assertThat(launcher.exitValue()).isEqualTo(69);
    }
}
