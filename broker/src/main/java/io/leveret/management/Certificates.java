// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.config.Settings.TlsOptions;
import io.leveret.net.TlsFiles;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How long the certificates last that are served, and those of the authorities. Reads their files. */
final class Certificates {
    private static final DateTimeFormatter AS_RABBITMQ =
            DateTimeFormatter.ofPattern("u-MM-dd H:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Node node;
    private final Listeners listeners;

    Certificates(Node node, Listeners listeners) {
        this.node = node;
        this.listeners = listeners;
    }

    private record Served(String protocol, InetSocketAddress address, TlsOptions tls) {}

    private List<Served> served() {
        List<Served> served = new ArrayList<>();
        for (Node.Listener listener : listeners.all()) {
            if (listener.protocol().equals("amqp/ssl")) {
                served.add(new Served(
                        listener.protocol(),
                        listener.address(),
                        node.settings().tls().options()));
            } else if (listener.protocol().equals("https")) {
                served.add(new Served(
                        listener.protocol(),
                        listener.address(),
                        node.settings().management().http().tls()));
            }
        }
        InetSocketAddress metrics = node.settings().metrics().http().tlsAddress();
        if (metrics != null) {
            served.add(new Served(
                    "https/prometheus",
                    metrics,
                    node.settings().metrics().http().tls()));
        }
        return served;
    }

    /** The listeners with a certificate that is not valid until then, as RabbitMQ tells of them. */
    JsonArray expiring(Instant now, Instant until) {
        JsonArray expiring = new JsonArray();
        for (Served one : served()) {
            JsonArray own = ends(one.tls().certFile(), now, until);
            JsonArray authorities = ends(one.tls().caCertFile(), now, until);
            if (!own.isEmpty() || !authorities.isEmpty()) {
                expiring.add(new JsonObject()
                        .put("node", node.name())
                        .put("protocol", one.protocol())
                        .put("interface", one.address().getAddress().getHostAddress())
                        .put("port", one.address().getPort())
                        .put("certfile", text(one.tls().certFile()))
                        .put("cacertfile", text(one.tls().caCertFile()))
                        .put("certfile_expires_on", own)
                        .put("cacertfile_expires_on", authorities));
            }
        }
        return expiring;
    }

    private static String text(@Nullable String file) {
        return file == null ? "" : file;
    }

    private static JsonArray ends(@Nullable String file, Instant now, Instant until) {
        JsonArray ends = new JsonArray();
        if (file == null) {
            return ends;
        }
        try {
            for (X509Certificate certificate : TlsFiles.certificates(file)) {
                Instant end = certificate.getNotAfter().toInstant();
                if (certificate.getNotBefore().toInstant().isAfter(now)) {
                    ends.add("Certificate is not yet valid");
                } else if (end.isBefore(until)) {
                    ends.add(AS_RABBITMQ.format(end));
                }
            }
        } catch (IOException e) {
            ends.add(String.valueOf(e.getMessage()));
        }
        return ends;
    }
}
