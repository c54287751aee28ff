// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a request's body, up to a limit. On the server's loop. */
final class RequestBody {
    private static final Logger LOG = LoggerFactory.getLogger(RequestBody.class);
    private static final String TOO_LONG = "Exceeded HTTP request body size limit";

    private RequestBody() {}

    /** Fails with a {@link Refusal} where it is longer than that; no more is kept then. */
    static Future<Buffer> read(HttpServerRequest request, int bytesMax) {
        if (lengthBytes(request) > bytesMax && request.getHeader("content-length") != null) {
            return Future.failedFuture(tooLong(bytesMax));
        }
        if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
            request.response().writeContinue();
        }
        Promise<Buffer> read = Promise.promise();
        Buffer body = Buffer.buffer();
        request.handler(part -> {
            if (body.length() + part.length() <= bytesMax) {
                body.appendBuffer(part);
            } else {
                request.handler(null);
                read.tryFail(tooLong(bytesMax));
            }
        });
        request.exceptionHandler(read::tryFail);
        request.endHandler(end -> read.tryComplete(body));
        request.resume();
        return read.future();
    }

    private static Refusal tooLong(int bytesMax) {
        LOG.warn("HTTP API: request exceeded maximum allowed payload size (limit: {} bytes)", bytesMax);
        return Refusal.badRequest(TOO_LONG);
    }

    /** As the client announces it: 0 without a body, {@link Long#MAX_VALUE} where only the end will tell. */
    static long lengthBytes(HttpServerRequest request) {
        String announced = request.getHeader("content-length");
        if (announced == null) {
            return request.getHeader("transfer-encoding") == null ? 0 : Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(announced);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
