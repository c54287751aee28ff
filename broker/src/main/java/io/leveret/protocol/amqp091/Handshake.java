// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.auth.LoginResult;
import io.leveret.auth.User;
import io.leveret.auth.UserDefinition;
import io.leveret.broker.Parameters;
import io.leveret.broker.Session;
import io.leveret.broker.VirtualHost;
import io.leveret.broker.message.AmqpException;
import io.leveret.broker.message.Reply;
import io.leveret.broker.message.ReplyCode;
import io.leveret.config.Settings;
import io.leveret.loop.Loop;
import io.leveret.protocol.amqp091.codec.ClientConnectionMethods;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionClose;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionCloseOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionOpen;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionOpenOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionSecureOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionStart;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionStartOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionTune;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionTuneOk;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionUpdateSecret;
import io.leveret.protocol.amqp091.codec.ConnectionMethods.ConnectionUpdateSecretOk;
import io.leveret.protocol.amqp091.codec.Frames;
import io.leveret.protocol.amqp091.codec.MethodIds;
import io.leveret.table.LongString;
import io.leveret.table.Table;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the protocol header to connection.open, and the other methods of channel 0 (AMQP 0-9-1, 2.2.4). Owned by the
 * connection's loop.
 */
final class Handshake implements ClientConnectionMethods {
    /** As login attempts are counted. */
    private static final String PROTOCOL = "amqp091";

    private static final Logger LOG = LoggerFactory.getLogger(Handshake.class);

    private static final long AMQP_0_9_1 = 0x414D_5150_0000_0901L; // "AMQP" 0 0 9 1
    private static final long AMQP_0_9 = 0x414D_5150_0101_0009L; // "AMQP" 1 1 0 9
    private static final byte[] OFFER_0_9_1 = {'A', 'M', 'Q', 'P', 0, 0, 9, 1};
    private static final byte[] OFFER_1_0_SASL = {'A', 'M', 'Q', 'P', 3, 1, 0, 0};

    /** Which method is due; the names are RabbitMQ's, who puts them into error texts. */
    private enum Step {
        HEADER,
        STARTING,
        TUNING,
        OPENING,
        RUNNING
    }

    private final Connection connection;
    private final Amqp091 amqp;
    private final Mechanisms mechanisms;
    private final Loop.Timer timeout;
    private Step step = Step.HEADER;
    private Table clientProperties = Table.EMPTY;
    private String mechanism = "";
    private @Nullable User user;
    private boolean understandsCancel;
    private boolean understandsFailure;

    Handshake(Connection connection, Amqp091 amqp) {
        this.connection = connection;
        this.amqp = amqp;
        this.mechanisms = new Mechanisms(amqp.settings().authentication(), amqp.access());
        this.timeout = connection.loop().after(amqp.limits().handshakeTimeoutMillis(), this::timedOut);
    }

    private void timedOut() {
        if (connection.inHandshake()) {
            connection.drop("handshake_timeout in state " + stepInText());
        }
    }

    void stop() {
        timeout.cancel();
    }

    /** Whether the client wants basic.cancel when a queue ends its consumer. */
    boolean understandsCancel() {
        return understandsCancel;
    }

    /** Of SASL, as the client chose it. */
    String mechanism() {
        return mechanism;
    }

    Table clientProperties() {
        return clientProperties;
    }

    void protocolHeader(long header) {
        if (header == AMQP_0_9_1 || header == AMQP_0_9) {
            step = Step.STARTING;
            connection
                    .outgoing()
                    .method(
                            0,
                            new ConnectionStart(
                                    0,
                                    9,
                                    amqp.serverProperties().table(),
                                    mechanisms.offered(connection.tls()),
                                    LongString.of("en_US")));
            return;
        }
        LOG.error("connection {}: {}", connection.name(), Unwanted.describe(header));
        connection.refuse((header >>> 16 & 0xFFFF) == 0 && (header >>> 8 & 0xFF) >= 9 ? OFFER_0_9_1 : OFFER_1_0_SASL);
    }

    @Override
    public void on(ConnectionStartOk method) {
        expect(Step.STARTING);
        clientProperties = method.clientProperties();
        Table capabilities = clientProperties.table("capabilities");
        if (capabilities != null) {
            understandsCancel = Boolean.TRUE.equals(capabilities.bool("consumer_cancel_notify"));
            understandsFailure = Boolean.TRUE.equals(capabilities.bool("authentication_failure_close"));
            if (Boolean.TRUE.equals(capabilities.bool("connection.blocked"))) {
                connection.blocking().clientUnderstands();
            }
        }
        mechanism = method.mechanism();
        Reply<LoginResult> reply = connection.question(0, MethodIds.CONNECTION_START_OK, this::loggedIn);
        mechanisms.login(
                mechanism, method.response(), connection.peer(), connection.tls(), reply.on(connection.loop())::ok);
    }

    private void loggedIn(LoginResult result) {
        amqp.attempts().count(PROTOCOL, result instanceof LoginResult.Accepted);
        tell(result);
        if (result instanceof LoginResult.Refused refused) {
            LOG.error("connection {}: {} login refused: {}", connection.name(), mechanism, refused.reason());
            connection.refuse(
                    understandsFailure
                            ? AmqpException.accessRefused("Login was refused using authentication mechanism "
                                    + mechanism + ". For details see the broker logfile.")
                            : null);
            return;
        }
        user = ((LoginResult.Accepted) result).user();
        step = Step.TUNING;
        Settings.Amqp limits = amqp.limits();
        connection
                .outgoing()
                .method(0, new ConnectionTune(amqp.channelMax().get(), limits.frameMax(), limits.heartbeatSeconds()));
    }

    private void tell(LoginResult result) {
        String user = result instanceof LoginResult.Accepted accepted
                ? accepted.user().name()
                : null;
        String problem = result instanceof LoginResult.Refused refused ? refused.reason() : null;
        connection
                .events()
                .loggedIn(connection.name(), connection.peer(), connection.tls() != null, mechanism, user, problem);
    }

    @Override
    public void on(ConnectionSecureOk method) {
        throw unexpected(); // no mechanism here challenges
    }

    @Override
    public void on(ConnectionTuneOk method) {
        expect(Step.TUNING);
        Settings.Amqp limits = amqp.limits();
        negotiate("frame_max", method.frameMax(), Frames.MIN_BYTES_MAX, limits.frameMax());
        negotiate("channel_max", method.channelMax(), 1, amqp.channelMax().get());
        step = Step.OPENING;
        int frameMax = (int) Math.min(method.frameMax(), Integer.MAX_VALUE);
        connection.tuned(frameMax, method.channelMax(), method.heartbeat());
    }

    private static void negotiate(String what, long wanted, long least, long most) {
        if (wanted != 0 && wanted < least) {
            throw AmqpException.notAllowed(
                    "negotiated " + what + " = " + wanted + " is lower than the minimum allowed value (" + least + ")");
        }
        if (most != 0 && (wanted == 0 || wanted > most)) {
            throw AmqpException.notAllowed("negotiated " + what + " = " + wanted + (wanted == 0 ? " (no limit)" : "")
                    + " is higher than the maximum allowed value (" + most + ")");
        }
    }

    @Override
    public void on(ConnectionOpen method) {
        expect(Step.OPENING);
        VirtualHost host = amqp.definitions().virtualHost(method.virtualHost());
        if (host == null) {
            throw AmqpException.notAllowed("vhost " + method.virtualHost() + " not found");
        }
        open(Objects.requireNonNull(user), host);
    }

    private void open(User who, VirtualHost host) {
        long version = amqp.access().version();
        Reply<Boolean> reply = connection.question(0, MethodIds.CONNECTION_OPEN, allowed -> {
            checkAccess(allowed, who, host);
            connection.opened(who, host);
            checkLimits(who, host);
            if (version == amqp.access().version()) {
                opened();
            } else {
                // who deletes a user or virtual host closes the connections there are; this was not one yet
                reopen(who, host);
            }
        });
        amqp.access().mayOpen(who, host.name(), reply.on(connection.loop())::ok);
    }

    private void reopen(User who, VirtualHost host) {
        Reply<Boolean> reply = connection.question(0, MethodIds.CONNECTION_OPEN, allowed -> {
            checkAccess(allowed, who, host);
            opened();
        });
        amqp.access().mayOpen(who, host.name(), reply.on(connection.loop())::ok);
    }

    private static void checkAccess(boolean allowed, User who, VirtualHost host) {
        if (!allowed) {
            throw AmqpException.notAllowed("access to " + host + " refused for user '" + who.name() + "'");
        }
    }

    /** This connection counts already, so that of two at the same time none slips through. */
    private void checkLimits(User who, VirtualHost host) {
        int ofNode = amqp.settings().limits().connections();
        if (amqp.sessions().count() > ofNode) {
            throw AmqpException.notAllowed("connection refused: node connection limit (" + ofNode + ") is reached");
        }
        long ofHost = amqp.definitions().parameters().present().limit(host.name(), Parameters.MAX_CONNECTIONS);
        if (count(ofHost, session -> session.virtualHostName().equals(host.name())) > ofHost) {
            throw AmqpException.notAllowed("access to " + host + " refused for user '" + who.name()
                    + "': connection limit (" + ofHost + ") is reached");
        }
        UserDefinition definition = amqp.definitions().users().present().find(who.name());
        long ofUser = definition == null ? Long.MAX_VALUE : definition.limit(UserDefinition.MAX_CONNECTIONS);
        if (count(ofUser, session -> session.userName().equals(who.name())) > ofUser) {
            throw AmqpException.notAllowed("connection refused for user '" + who.name() + "': user connection limit ("
                    + ofUser + ") is reached");
        }
    }

    private long count(long limit, Predicate<Session> which) {
        return limit == Long.MAX_VALUE
                ? 0
                : amqp.sessions().all().stream().filter(which).count();
    }

    private void opened() {
        stop();
        step = Step.RUNNING;
        connection.outgoing().method(0, new ConnectionOpenOk());
        connection.running();
    }

    @Override
    public void on(ConnectionUpdateSecret method) {
        expect(Step.RUNNING);
        String secret = new String(method.newSecret().bytes(), StandardCharsets.UTF_8);
        Reply<LoginResult> reply = connection.question(0, MethodIds.CONNECTION_UPDATE_SECRET, this::renewed);
        amqp.access().refresh(connection.user(), secret, reply.on(connection.loop())::ok);
    }

    private void renewed(LoginResult result) {
        if (result instanceof LoginResult.Refused refused) {
            LOG.error("connection {}: new secret refused: {}", connection.name(), refused.reason());
            throw AmqpException.notAllowed("New secret was refused by one of the backends");
        }
        User who = ((LoginResult.Accepted) result).user();
        VirtualHost host = connection.virtualHost();
        Reply<Boolean> reply = connection.question(0, MethodIds.CONNECTION_UPDATE_SECRET, allowed -> {
            checkAccess(allowed, who, host);
            connection.renewed(who);
            connection.outgoing().method(0, new ConnectionUpdateSecretOk());
        });
        amqp.access().mayOpen(who, host.name(), reply.on(connection.loop())::ok);
    }

    @Override
    public void on(ConnectionClose method) {
        // before connection.open there is nothing to wind up
        connection.sayGoodbye();
    }

    @Override
    public void on(ConnectionCloseOk method) {
        throw unexpected();
    }

    private void expect(Step due) {
        if (step != due) {
            throw unexpected();
        }
    }

    /** That a method comes which is not due. */
    AmqpException unexpected() {
        return new AmqpException(ReplyCode.CHANNEL_ERROR, "unexpected method in connection state " + stepInText());
    }

    private String stepInText() {
        return step.name().toLowerCase(Locale.ROOT);
    }
}
