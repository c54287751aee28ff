// SPDX-License-Identifier: Apache-2.0
package io.leveret.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.RollingPolicyBase;
import ch.qos.logback.core.rolling.RolloverFailure;
import ch.qos.logback.core.rolling.TriggeringPolicyBase;
import io.leveret.config.Logging.Rotation;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A log file that is rotated by itself, {@code rabbit@host.log.0} being the youngest of the old ones, and begun anew where
 * somebody else, such as logrotate, has moved it away. Written by one thread.
 */
final class RotatedFile extends RollingFileAppender<ILoggingEvent> {
    private final Path path;

    RotatedFile(Path path, Rotation rotation) {
        this.path = path;
        setFile(path.toString());
        setTriggeringPolicy(new Due(rotation));
        Numbered numbered = new Numbered(rotation);
        numbered.setParent(this);
        setRollingPolicy(numbered);
    }

    @Override
    public void start() {
        getRollingPolicy().start();
        getTriggeringPolicy().start();
        super.start();
    }

    @Override
    protected void subAppend(ILoggingEvent event) {
        if (Files.notExists(path)) {
            begin();
        }
        super.subAppend(event);
    }

    private void begin() {
        try {
            openFile(path.toString());
        } catch (IOException e) {
            addError("cannot begin " + path + " anew", e);
        }
    }

    /** Old files have numbers, the youngest 0; those above the highest are deleted. */
    private final class Numbered extends RollingPolicyBase {
        private final Rotation rotation;

        Numbered(Rotation rotation) {
            this.rotation = rotation;
        }

        @Override
        public void rollover() throws RolloverFailure {
            try {
                Files.deleteIfExists(old(rotation.count() - 1));
                for (int i = rotation.count() - 1; i > 0; i--) {
                    if (Files.exists(old(i - 1))) {
                        Files.move(old(i - 1), old(i));
                    }
                }
                if (rotation.count() == 0) {
                    Files.deleteIfExists(path);
                } else if (rotation.compress()) {
                    compress(old(0));
                } else {
                    Files.move(path, old(0));
                }
            } catch (IOException e) {
                throw new RolloverFailure("cannot rotate " + path, e);
            }
        }

        private Path old(int number) {
            return Path.of(path + "." + number + (rotation.compress() ? ".gz" : ""));
        }

        private void compress(Path to) throws IOException {
            try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(to))) {
                Files.copy(path, out);
            }
            Files.delete(path);
        }

        @Override
        public String getActiveFileName() {
            return path.toString();
        }
    }

    /** Whether it is time, or the file is large enough. */
    private static final class Due extends TriggeringPolicyBase<ILoggingEvent> {
        private final Rotation rotation;
        private @Nullable LocalDateTime next;

        Due(Rotation rotation) {
            this.rotation = rotation;
            this.next =
                    rotation.date() == null ? null : rotation.date().after(LocalDateTime.now(ZoneId.systemDefault()));
        }

        @Override
        public boolean isTriggeringEvent(File file, ILoggingEvent event) {
            return isTime() || (rotation.bytes() > 0 && file.length() >= rotation.bytes());
        }

        private boolean isTime() {
            if (next == null || rotation.date() == null) {
                return false;
            }
            LocalDateTime now = LocalDateTime.now(ZoneId.systemDefault());
            if (now.isBefore(next)) {
                return false;
            }
            next = rotation.date().after(now);
            return true;
        }
    }
}
