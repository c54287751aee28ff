// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What the operating system says of this process. */
final class OperatingSystem {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    private OperatingSystem() {}

    /** File descriptors, sockets among them. */
    record OpenFiles(long open, long limit) {}

    /** Empty where the operating system has no such thing. */
    static Optional<OpenFiles> openFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? Optional.of(new OpenFiles(unix.getOpenFileDescriptorCount(), unix.getMaxFileDescriptorCount()))
                : Optional.empty();
    }

    /** Resident memory; where the operating system does not tell, what the JVM has committed. */
    static long residentBytes() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(RESIDENT)) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
                }
            }
        } catch (IOException e) {
            // not Linux
        }
        var memory = ManagementFactory.getMemoryMXBean();
        return memory.getHeapMemoryUsage().getCommitted()
                + memory.getNonHeapMemoryUsage().getCommitted();
    }
}
