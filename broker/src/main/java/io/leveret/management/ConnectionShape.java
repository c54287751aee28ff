// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.ConnectionFacts;
import io.leveret.broker.ConnectionFacts.Certificate;
import io.leveret.broker.ConnectionFacts.Tls;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What connections look like. */
final class ConnectionShape {
    private ConnectionShape() {}

    /** A connection beside something that belongs to it. */
    static JsonObject details(ConnectionFacts facts) {
        return new JsonObject()
                .put("name", facts.name())
                .put("peer_host", facts.peer().host())
                .put("peer_port", facts.peer().port());
    }

    /** Without figures: what {@code disable_stats} leaves. */
    static Shape<ConnectionRow> plain(String node) {
        Shape<ConnectionRow> shape = new Shape<ConnectionRow>()
                .with("name", fact(ConnectionFacts::name))
                .with("vhost", fact(ConnectionFacts::virtualHost))
                .with("user", fact(ConnectionFacts::user))
                .with("user_who_performed_action", fact(ConnectionFacts::user))
                .with("node", row -> node)
                .with("type", row -> "network")
                .with("protocol", fact(ConnectionFacts::protocol))
                .with("auth_mechanism", fact(ConnectionFacts::mechanism))
                .with("host", fact(facts -> facts.local().host()))
                .with("port", fact(facts -> facts.local().port()))
                .with("peer_host", fact(facts -> facts.peer().host()))
                .with("peer_port", fact(facts -> facts.peer().port()))
                .with("channel_max", fact(ConnectionFacts::channelMax))
                .with("frame_max", fact(ConnectionFacts::frameMax))
                .with("timeout", fact(ConnectionFacts::heartbeatSeconds))
                .with("connected_at", fact(ConnectionFacts::connectedAtMillis))
                .with("client_properties", fact(facts -> TableJson.of(facts.clientProperties())))
                .withOptional(
                        "user_provided_name",
                        Depth.DEFINITION,
                        fact(facts -> facts.clientProperties().string("connection_name")));
        return secured(shape);
    }

    private static Shape<ConnectionRow> secured(Shape<ConnectionRow> shape) {
        return shape.with("ssl", fact(facts -> facts.tls() != null))
                .with("ssl_protocol", tls(Tls::version))
                .with("ssl_key_exchange", row -> null)
                .with("ssl_cipher", tls(Tls::cipherSuite))
                .with("ssl_hash", row -> null)
                .with("peer_cert_subject", certificate(Certificate::subject))
                .with("peer_cert_issuer", certificate(Certificate::issuer))
                .with("peer_cert_validity", certificate(Certificate::validity));
    }

    /** With all that there is to know. */
    static Shape<ConnectionRow> full(String node) {
        return plain(node)
                .with("state", Depth.EVERYTHING, row -> row.view().state())
                .with("channels", Depth.EVERYTHING, row -> row.view().channels().size())
                .with(
                        "recv_oct",
                        Depth.EVERYTHING,
                        row -> row.view().bytes().received().total())
                .with(
                        "recv_oct_details",
                        Depth.EVERYTHING,
                        row -> MessageStats.details(row.view().bytes().received()))
                .with("recv_cnt", Depth.EVERYTHING, row -> row.view().bytes().reads())
                .with(
                        "send_oct",
                        Depth.EVERYTHING,
                        row -> row.view().bytes().sent().total())
                .with(
                        "send_oct_details",
                        Depth.EVERYTHING,
                        row -> MessageStats.details(row.view().bytes().sent()))
                .with("send_cnt", Depth.EVERYTHING, row -> row.view().bytes().writes())
                .with("send_pend", Depth.EVERYTHING, row -> row.view().unsentBytes());
    }

    private static Function<ConnectionRow, @Nullable Object> fact(Function<ConnectionFacts, @Nullable Object> value) {
        return row -> value.apply(row.facts());
    }

    private static Function<ConnectionRow, @Nullable Object> tls(Function<Tls, @Nullable Object> value) {
        return row -> {
            Tls tls = row.facts().tls();
            return tls == null ? null : value.apply(tls);
        };
    }

    private static Function<ConnectionRow, @Nullable Object> certificate(
            Function<Certificate, @Nullable Object> value) {
        return tls(tls -> {
            Certificate certificate = tls.client();
            return certificate == null ? null : value.apply(certificate);
        });
    }
}
