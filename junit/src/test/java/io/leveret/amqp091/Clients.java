// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import io.leveret.junit.LeveretExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Injects RabbitMQ's Java client into tests: each {@link Connection} and each {@link Channel} is a connection of its own,
 * closed after the test; a {@link ConnectionFactory} knows the broker. Consumers are called on the connection's thread, so
 * that whatever came before an answer has been taken when the answer is.
 */
final class Clients implements ParameterResolver, AfterEachCallback {
    private static final int PATIENCE_MILLIS = 60_000;

    static {
        Awaitility.setDefaultTimeout(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private final LeveretExtension broker;
    private final List<Connection> open = new ArrayList<>();

    Clients(LeveretExtension broker) {
        this.broker = broker;
    }

    static ConnectionFactory factory(String amqpUri) {
        ConnectionFactory factory = new ConnectionFactory();
        try {
            factory.setUri(amqpUri);
        } catch (Exception e) {
            throw new IllegalArgumentException(amqpUri, e);
        }
        factory.setAutomaticRecoveryEnabled(false);
        factory.setSharedExecutor(new SameThread());
        factory.setChannelRpcTimeout(PATIENCE_MILLIS);
        factory.setHandshakeTimeout(PATIENCE_MILLIS);
        factory.setConnectionTimeout(PATIENCE_MILLIS);
        return factory;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return Set.of(Connection.class, Channel.class, ConnectionFactory.class)
                .contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        ConnectionFactory factory = factory(broker.amqpUri());
        Class<?> type = parameter.getParameter().getType();
        if (type == ConnectionFactory.class) {
            return factory;
        }
        try {
            Connection connection = factory.newConnection();
            open.add(connection);
            return type == Connection.class ? connection : connection.createChannel();
        } catch (Exception e) {
            throw new ParameterResolutionException("no connection to " + broker.amqpUri(), e);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        open.forEach(Connection::abort);
        open.clear();
    }
}
