// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.auth.AccessControl;
import io.leveret.auth.Attempt;
import io.leveret.auth.CertificateName;
import io.leveret.auth.LoginResult;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.ReplyCode;
import io.leveret.config.Settings;
import io.leveret.net.Peer;
import io.leveret.table.LongString;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The SASL mechanisms a node offers, and how a client proves with each who it is. Immutable.
 */
final class Mechanisms {
    private static final String EXTERNAL = "EXTERNAL";
    private static final String ANONYMOUS = "ANONYMOUS";

    private final Settings.Authentication settings;
    private final AccessControl access;

    Mechanisms(Settings.Authentication settings, AccessControl access) {
        this.settings = settings;
        this.access = access;
    }

    /** For connection.start. EXTERNAL is offered only to who has shown a certificate, as in RabbitMQ. */
    LongString offered(Peer.@Nullable Tls tls) {
        List<String> offered = new ArrayList<>();
        for (String mechanism : settings.mechanisms()) {
            if (!mechanism.equals(EXTERNAL) || (tls != null && tls.certificate() != null)) {
                offered.add(mechanism);
            }
        }
        return LongString.of(String.join(" ", offered));
    }

    /**
     * Logs a client in.
     *
     * @throws AmqpException if the mechanism is not offered, or its response cannot be read
     */
    void login(String mechanism, LongString response, Peer peer, Peer.@Nullable Tls tls, Consumer<LoginResult> answer) {
        if (!settings.mechanisms().contains(mechanism)) {
            throw new AmqpException(ReplyCode.COMMAND_INVALID, "unknown authentication mechanism '" + mechanism + "'");
        }
        switch (mechanism) {
            case EXTERNAL -> external(peer, tls, answer);
            case ANONYMOUS ->
                access.login(
                        attempt(
                                Objects.requireNonNullElse(settings.anonymousUser(), ""),
                                Objects.requireNonNullElse(settings.anonymousPassword(), ""),
                                peer),
                        answer);
            default -> {
                Credentials credentials = Credentials.of(mechanism, response);
                access.login(attempt(credentials.name(), credentials.password(), peer), answer);
            }
        }
    }

    private static Attempt attempt(String name, @Nullable String password, Peer peer) {
        return new Attempt(name, password, Peer.host(peer.remote()), peer.fromLoopback());
    }

    private void external(Peer peer, Peer.@Nullable Tls tls, Consumer<LoginResult> answer) {
        if (tls == null || tls.certificate() == null) {
            answer.accept(new LoginResult.Refused("the client showed no certificate"));
            return;
        }
        String name = CertificateName.of(tls.certificate(), settings.certificateLogin());
        if (name == null) {
            answer.accept(new LoginResult.Refused("the client's certificate names no user"));
        } else {
            access.login(attempt(name, null, peer), answer);
        }
    }
}
