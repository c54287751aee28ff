// SPDX-License-Identifier: Apache-2.0
package io.leveret.junit;

import io.leveret.Leveret;
import io.leveret.config.Settings;
import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts a broker in memory on a free port of the loopback interface, and closes it with everything it opened. For JUnit
 * Jupiter 5 and 6.
 *
 * <p>{@link LeveretTest} on a class, or a static field, is one broker for all tests of the class, its nested ones
 * included; an instance field is a fresh one for each test:
 *
 * <pre>{@code
 * class OrdersTest {
 *     @RegisterExtension
 *     static final LeveretExtension broker = new LeveretExtension();
 *
 *     @Test
 *     void anOrderIsConfirmed() throws Exception {
 *         ConnectionFactory factory = new ConnectionFactory();
 *         factory.setUri(broker.amqpUri());
 *         ...
 *     }
 * }
 * }</pre>
 *
 * <p>Parameters of test and lifecycle methods are injected by type: {@link Leveret} is the broker, {@link URI} is where
 * AMQP is served, with name and password ({@code amqp://guest:guest@127.0.0.1:40123/%2F}).
 */
public final class LeveretExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private final Supplier<Leveret> make;
    private @Nullable Leveret broker;
    private int classes; // that have begun and not ended: the one with the extension, and its nested ones

    /** A broker with default settings. */
    public LeveretExtension() {
        this(Leveret::inMemory);
    }

    private LeveretExtension(Supplier<Leveret> make) {
        this.make = make;
    }

    /** A broker with these settings; give its listener the port 0 to have a free one. */
    public static LeveretExtension with(Settings settings) {
        return new LeveretExtension(() -> Leveret.inMemory(settings));
    }

    /**
     * The running broker.
     *
     * @throws IllegalStateException if no test is under way
     */
    public synchronized Leveret broker() {
        Leveret running = broker;
        if (running == null) {
            throw new IllegalStateException("the broker runs only while tests do");
        }
        return running;
    }

    /** Where the running broker serves AMQP, with name and password. */
    public String amqpUri() {
        return broker().amqpUri();
    }

    @Override
    public synchronized void beforeAll(ExtensionContext context) {
        classes++;
        start();
    }

    @Override
    public synchronized void beforeEach(ExtensionContext context) {
        start();
    }

    private void start() {
        if (broker == null) {
            broker = make.get().start();
        }
    }

    @Override
    public synchronized void afterEach(ExtensionContext context) {
        if (classes == 0) { // registered by an instance field
            stop();
        }
    }

    @Override
    public synchronized void afterAll(ExtensionContext context) {
        if (--classes == 0) {
            stop();
        }
    }

    private void stop() {
        Leveret running = broker;
        broker = null;
        if (running != null) {
            running.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Leveret.class || type == URI.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == URI.class ? URI.create(amqpUri()) : broker();
    }
}
