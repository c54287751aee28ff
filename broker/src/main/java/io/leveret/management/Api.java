// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.config.Settings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tree of resources under {@code /api}: finds what a request is for, makes out who asks and whether they may, reads
 * the body, and answers; the one place where errors become answers. On the server's loop.
 */
final class Api {
    private static final Logger LOG = LoggerFactory.getLogger(Api.class);
    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** A longer body is not read to its end only to be thrown away. */
    private static final long DROPPED_BYTES_MAX = 64 * 1024;

    private static final long LINGER_MILLIS = 500;

    private final Vertx vertx;
    private final Paths<Endpoint> paths = new Paths<>();
    private final Authentication authentication;
    private final Authorization authorization;
    private final CommonHeaders headers;
    private final int bodyBytesMax;
    private final boolean allowHeader;

    Api(
            Vertx vertx,
            Authentication authentication,
            Authorization authorization,
            CommonHeaders headers,
            Settings.Management settings) {
        this.vertx = vertx;
        this.authentication = authentication;
        this.authorization = authorization;
        this.headers = headers;
        this.bodyBytesMax = settings.http().bodyBytesMax();
        this.allowHeader = settings.allowHeader();
    }

    /**
     * Enters a path.
     *
     * @param path below {@code /api}; parts that begin with a colon are named
     */
    Endpoint at(String path, Right right) {
        Endpoint endpoint = new Endpoint(right);
        paths.add(path, endpoint);
        return endpoint;
    }

    /**
     * Serves a request.
     *
     * @param path below {@code /api}, as it was sent
     */
    void serve(HttpServerRequest request, String path) {
        Paths.Found<Endpoint> found;
        try {
            found = paths.find(path);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            headers.write(request, null);
            refuse(request, Refusal.badRequest("malformed path"));
            return;
        }
        if (found == null) {
            headers.write(request, null);
            refuse(request, Refusal.notFound());
            return;
        }
        Endpoint endpoint = found.end();
        headers.write(request, endpoint.methods());
        String method = request.method().name();
        Endpoint.Action action = endpoint.action(method);
        if (method.equals("OPTIONS")) {
            allow(request, endpoint).end();
        } else if (action == null) {
            drop(request);
            (allowHeader ? allow(request, endpoint) : request.response())
                    .setStatusCode(405)
                    .end();
        } else if (!READING.contains(method) && headers.isForged(request)) {
            refuse(request, new Refusal(403, "forbidden", "a page of another site sent this"));
        } else {
            perform(request, endpoint, action, found.names());
        }
    }

    private static HttpServerResponse allow(HttpServerRequest request, Endpoint endpoint) {
        return request.response().putHeader("allow", endpoint.methods());
    }

    private void perform(
            HttpServerRequest request, Endpoint endpoint, Endpoint.Action action, Map<String, String> names) {
        request.pause(); // nobody's body is read before we know who it is
        trying(() -> caller(request, endpoint.right(), names))
                .compose(caller -> acceptable(request, endpoint, caller))
                .compose(caller -> RequestBody.read(request, bodyBytesMax)
                        .compose(body -> trying(() -> action.perform(new Call(request, names, caller, body)))))
                .onSuccess(answer -> send(request, answer))
                .onFailure(problem -> fail(request, problem));
    }

    private Future<Caller> caller(HttpServerRequest request, Right right, Map<String, String> names) {
        if (right == Right.OPEN) {
            return Future.succeededFuture(Caller.NOBODY);
        }
        return authentication
                .caller(request)
                .compose(caller -> authorization.check(right, caller, Call.virtualHostName(request, names)));
    }

    private static Future<Caller> acceptable(HttpServerRequest request, Endpoint endpoint, Caller caller) {
        if (!wantsJson(request.getHeader("accept"))) {
            return Future.failedFuture(Refusal.notAcceptable());
        }
        String method = request.method().name();
        boolean hasBody = method.equals("PUT") || method.equals("POST");
        return !hasBody || endpoint.takes(request.getHeader("content-type"))
                ? Future.succeededFuture(caller)
                : Future.failedFuture(Refusal.unsupportedMediaType());
    }

    /** Whoever says nothing takes anything. */
    private static boolean wantsJson(@Nullable String accept) {
        return accept == null
                || accept.isBlank()
                || accept.contains(Answer.JSON)
                || accept.contains("application/*")
                || accept.contains("*/*");
    }

    private interface Attempt<T> {
        Future<T> make();
    }

    private static <T> Future<T> trying(Attempt<T> attempt) {
        try {
            return attempt.make();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }

    private void send(HttpServerRequest request, Answer answer) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(answer.status());
        response.putHeader("cache-control", "no-cache");
        response.putHeader("vary", "accept, accept-encoding, origin");
        if (answer.type() != null) {
            response.putHeader("content-type", answer.type());
        }
        answer.headers().forEach(response::putHeader);
        Iterator<?> items = answer.items();
        if (items != null && !request.method().equals(HttpMethod.HEAD)) {
            new AnswerStream(vertx.getOrCreateContext(), response, items).send();
        } else if (items != null) {
            response.end();
        } else if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader("content-length", Integer.toString(answer.body().length()));
            response.end();
        } else {
            response.end(answer.body());
        }
    }

    private void fail(HttpServerRequest request, Throwable problem) {
        if (problem instanceof Refusal refusal) {
            refuse(request, refusal);
        } else if (!request.response().closed()) {
            LOG.error("{} {} failed", request.method(), request.path(), problem);
            refuse(request, new Refusal(500, "internal_server_error", "see the node's log"));
        }
    }

    private void refuse(HttpServerRequest request, Refusal refusal) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        drop(request);
        response.setStatusCode(refusal.status());
        if (refusal.asksForCredentials()) {
            response.putHeader("www-authenticate", "Basic realm=\"RabbitMQ Management\"");
        }
        JsonObject json = refusal.json();
        if (json == null) {
            response.end();
        } else {
            response.putHeader("content-type", Answer.JSON);
            response.end(json.toBuffer());
        }
    }

    /** What has not been read yet of a request that is answered already is not worth reading. */
    private void drop(HttpServerRequest request) {
        if (request.isEnded()) {
            return;
        }
        if (RequestBody.lengthBytes(request) > DROPPED_BYTES_MAX) {
            HttpServerResponse response = request.response();
            response.putHeader("connection", "close");
            // later, as a client that is still sending would not see the answer otherwise
            response.endHandler(ended -> vertx.setTimer(LINGER_MILLIS, late -> {
                var unused = request.connection().close();
            }));
        }
        request.resume();
    }
}
