// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** This machine. */
final class Host {
    // The kernel knows at once; InetAddress may ask a name server, which can take seconds at every start.
    private static final Path KERNEL_NAME = Path.of("/proc/sys/kernel/hostname");

    private Host() {}

    /** The host's name up to the first dot. */
    static String shortName() {
        String name = fullName();
        int dot = name.indexOf('.');
        return dot > 0 ? name.substring(0, dot) : name;
    }

    private static String fullName() {
        try {
            if (Files.isReadable(KERNEL_NAME)) {
                String name = Files.readString(KERNEL_NAME).strip();
                if (!name.isEmpty()) {
                    return name;
                }
            }
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "localhost";
        }
    }
}
