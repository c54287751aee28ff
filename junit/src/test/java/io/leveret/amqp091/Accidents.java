// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Exceptions the broker logs during a test: its own mistakes. Clients' mistakes come without one, and are kept from the
 * console meanwhile.
 */
final class Accidents implements BeforeEachCallback, AfterEachCallback {
    private final Logger broker = (Logger) LoggerFactory.getLogger("io.leveret");
    private final List<String> logged = new CopyOnWriteArrayList<>();

    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            if (event.getThrowableProxy() != null) {
                logged.add(event.getFormattedMessage() + ": " + ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        }
    };

    @Override
    public void beforeEach(ExtensionContext context) {
        appender.start();
        broker.addAppender(appender);
        broker.setAdditive(false);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        broker.setAdditive(true);
        broker.detachAppender(appender);
    }

    void assertNone(String description, Object... arguments) {
        assertThat(logged).as(description, arguments).isEmpty();
    }
}
