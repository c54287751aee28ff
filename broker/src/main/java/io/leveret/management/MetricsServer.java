// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.config.Settings;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prometheus's endpoint, with the paths and names of RabbitMQ's plugin. Gathers on the server's loop; the text, which may
 * be megabytes, is written on a worker.
 */
final class MetricsServer {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsServer.class);

    private final Vertx vertx;
    private final Settings.Metrics settings;
    private final Scrape scrape;
    private final Authentication authentication;
    private final Authorization authorization;
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

    MetricsServer(
            Vertx vertx,
            Settings.Metrics settings,
            Scrape scrape,
            Authentication authentication,
            Authorization authorization) {
        this.vertx = vertx;
        this.settings = settings;
        this.scrape = scrape;
        this.authentication = authentication;
        this.authorization = authorization;
    }

    /** Answers a request. On the server's loop. */
    void serve(HttpServerRequest request) {
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            request.response()
                    .setStatusCode(405)
                    .putHeader("allow", "GET, HEAD")
                    .end();
        } else if (settings.authentication()) {
            authorised(request)
                    .onSuccess(caller -> find(request))
                    .onFailure(refused -> request.response()
                            .setStatusCode(401)
                            .putHeader("www-authenticate", "Basic realm=\"RabbitMQ Prometheus\"")
                            .end());
        } else {
            find(request);
        }
    }

    private Future<Caller> authorised(HttpServerRequest request) {
        try {
            return authentication
                    .caller(request)
                    .compose(caller -> authorization.check(Right.MONITORING, caller, null));
        } catch (Refusal refusal) {
            return Future.failedFuture(refusal);
        }
    }

    private void find(HttpServerRequest request) {
        String path = settings.http().path();
        if (request.path().equals(path)) {
            String endpoint = settings.perObject() ? "per-object" : "aggregated";
            answer(request, scrape.whole(endpoint, settings.perObject()));
        } else if (request.path().equals(path + "/per-object")) {
            answer(request, scrape.whole("per-object", true));
        } else if (request.path().equals(path + "/detailed")) {
            answer(request, detailed(request));
        } else if (request.path().equals("/")) {
            request.response().putHeader("content-type", "text/html").end(index(path));
        } else {
            request.response().setStatusCode(404).end();
        }
    }

    private Future<MetricSnapshots> detailed(HttpServerRequest request) {
        Set<String> families = new HashSet<>(request.params().getAll("family"));
        List<String> hosts = request.params().getAll("vhost");
        return scrape.detailed(families, host -> hosts.isEmpty() || hosts.contains(host));
    }

    private static String index(String path) {
        return "<!DOCTYPE html><title>Leveret metrics</title><ul><li><a href=\"" + path + "\">" + path
                + "</a><li><a href=\"" + path + "/per-object\">" + path + "/per-object</a><li>" + path
                + "/detailed?family=…&amp;vhost=…</ul>";
    }

    private void answer(HttpServerRequest request, Future<MetricSnapshots> metrics) {
        HttpServerResponse response = request.response();
        metrics.compose(gathered -> vertx.executeBlocking(() -> text(gathered)))
                .onSuccess(text -> response.putHeader("content-type", writer.getContentType())
                        .end(text))
                .onFailure(error -> {
                    LOG.error("the metrics cannot be gathered", error);
                    response.setStatusCode(500).end();
                });
    }

    private Buffer text(MetricSnapshots metrics) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(out, metrics, EscapingScheme.UNDERSCORE_ESCAPING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(out.toByteArray());
    }
}
