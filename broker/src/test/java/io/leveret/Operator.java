// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import io.leveret.auth.PasswordHash;
import io.leveret.auth.Permissions;
import io.leveret.auth.TopicPermissions;
import io.leveret.auth.UserDefinition;
import io.leveret.broker.Definitions;
import io.leveret.broker.VirtualHost;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Reply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The operator of a node in tests: what is asked for has been done when a method returns. */
public final class Operator {
    private final Definitions definitions;

    public Operator(Leveret node) {
        this.definitions = node.definitions();
    }

    public Definitions definitions() {
        return definitions;
    }

    public void addUser(String name, String password, String... tags) {
        UserDefinition user = new UserDefinition(name, PasswordHash.of(password), List.of(tags));
        this.<UserDefinition>order(reply -> definitions.users().add(user, definitions.loop(), reply));
    }

    public void deleteUser(String name) {
        this.<Boolean>order(reply -> definitions.users().delete(name, definitions.loop(), reply));
    }

    public void permit(String user, String virtualHost, String configure, String write, String read) {
        Permissions permissions = new Permissions(configure, write, read);
        this.<Boolean>order(
                reply -> definitions.users().permit(user, virtualHost, permissions, definitions.loop(), reply));
    }

    public void clearPermissions(String user, String virtualHost) {
        this.<Boolean>order(
                reply -> definitions.users().clearPermissions(user, virtualHost, definitions.loop(), reply));
    }

    public void permitTopics(String user, String virtualHost, String exchange, String write, String read) {
        TopicPermissions permissions = new TopicPermissions(exchange, write, read);
        this.<Boolean>order(
                reply -> definitions.users().permitTopics(user, virtualHost, permissions, definitions.loop(), reply));
    }

    public void addVirtualHost(String name) {
        this.<VirtualHost>order(
                reply -> definitions.addVirtualHost(name, definitions.defaultMetadata(), definitions.loop(), reply));
    }

    public boolean deleteVirtualHost(String name) {
        return this.<Boolean>order(reply -> definitions.deleteVirtualHost(name, definitions.loop(), reply));
    }

    /** A change that answers through the reply. */
    public interface Change<T> {
        void order(Reply<T> reply);
    }

    /**
     * Has the change carried out.
     *
     * @throws AmqpException if it is refused
     */
    public <T> T order(Change<T> change) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        change.order(new Reply<>() {
            @Override
            public void ok(T value) {
                answer.complete(value);
            }

            @Override
            public void failed(AmqpException error) {
                answer.completeExceptionally(error);
            }
        });
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof AmqpException refused ? refused : e;
        }
    }
}
