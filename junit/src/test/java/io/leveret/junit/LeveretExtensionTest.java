// SPDX-License-Identifier: Apache-2.0
package io.leveret.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.leveret.Leveret;
import io.leveret.config.Settings;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

class LeveretExtensionTest {
    /** The brokers the samples below have seen. */
    private static final Set<Leveret> SEEN = new LinkedHashSet<>();

    private static List<Leveret> brokersOf(Class<?> sample, int tests) {
        SEEN.clear();
        Events events = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(sample))
                .execute()
                .testEvents();
        events.assertStatistics(statistics -> statistics.succeeded(tests).failed(0));
        return new ArrayList<>(SEEN);
    }

    private static void assertServes(String uri) throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(uri);
        try (Connection connection = factory.newConnection()) {
            assertThat(connection.createChannel().queueDeclare().getQueue()).isNotEmpty();
        }
    }

    private static void assertClosed(Leveret broker) {
        InetSocketAddress address = broker.amqpAddresses().get(0);
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost(address.getHostString());
        factory.setPort(address.getPort());
        assertThatThrownBy(factory::newConnection).isInstanceOf(ConnectException.class);
    }

    @Test
    void anAnnotatedClassHasOneBrokerWhichIsClosedAfterIt() {
        List<Leveret> brokers = brokersOf(Annotated.class, 3);
        assertThat(brokers).hasSize(1);
        assertClosed(brokers.get(0));
    }

    @LeveretTest
    static class Annotated {
        @BeforeAll
        static void beforeAll(Leveret broker, URI amqp) throws Exception {
            SEEN.add(broker);
            assertServes(amqp.toString());
        }

        @BeforeEach
        void beforeEach(Leveret broker) {
            SEEN.add(broker);
        }

        @Test
        void one(URI amqp) throws Exception {
            assertServes(amqp.toString());
        }

        @Test
        void two(Leveret broker) throws Exception {
            assertServes(broker.amqpUri());
        }

        @Nested
        class Within {
            @Test
            void three(Leveret broker, URI amqp) {
                SEEN.add(broker);
                assertThat(amqp).hasToString(broker.amqpUri());
            }
        }

        @AfterAll
        static void afterAll(URI amqp) throws Exception {
            assertServes(amqp.toString());
        }
    }

    @Test
    void aSubclassOfAnAnnotatedClassHasItsOwn() {
        assertThat(brokersOf(Subclass.class, 3)).hasSize(1).doesNotContainAnyElementsOf(brokersOf(Annotated.class, 3));
    }

    static class Subclass extends Annotated {}

    @Test
    void aStaticFieldIsOneBrokerForTheClass() {
        List<Leveret> brokers = brokersOf(StaticField.class, 2);
        assertThat(brokers).hasSize(1);
        assertClosed(brokers.get(0));
        assertThatThrownBy(StaticField.BROKER::broker).isInstanceOf(IllegalStateException.class);
    }

    static class StaticField {
        @RegisterExtension
        static final LeveretExtension BROKER = new LeveretExtension();

        @Test
        void one() throws Exception {
            SEEN.add(BROKER.broker());
            assertServes(BROKER.amqpUri());
        }

        @Test
        void two() throws Exception {
            SEEN.add(BROKER.broker());
            assertServes(BROKER.amqpUri());
        }
    }

    @Test
    void anInstanceFieldIsAFreshBrokerForEachTest() {
        List<Leveret> brokers = brokersOf(InstanceField.class, 2);
        assertThat(brokers).hasSize(2);
        brokers.forEach(LeveretExtensionTest::assertClosed);
    }

    static class InstanceField {
        private static final Settings THREE_LOOPS = new Settings(
                List.of(new InetSocketAddress("127.0.0.1", 0)), 3, Settings.Amqp.DEFAULT, Settings.DefaultUser.GUEST);

        @RegisterExtension
        final LeveretExtension broker = LeveretExtension.with(THREE_LOOPS);

        @Test
        void one(Leveret injected) throws Exception {
            SEEN.add(injected);
            assertThat(injected).isSameAs(broker.broker());
            assertThat(injected.settings().loops()).isEqualTo(3);
            assertServes(broker.amqpUri());
        }

        @Test
        void two(URI amqp) {
            SEEN.add(broker.broker());
            assertThat(amqp).hasToString(broker.amqpUri());
        }
    }
}
