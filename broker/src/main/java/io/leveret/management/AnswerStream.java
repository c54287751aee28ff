// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.Json;
import java.util.Iterator;

/**
 * Sends a long list as it is made, as fast as the client takes it, so that it is never in memory as a whole; between two
 * slices others get their turn. On the server's loop.
 */
final class AnswerStream {
    private static final int SLICE_BYTES = 64 * 1024;

    private final Context context;
    private final HttpServerResponse response;
    private final Iterator<?> items;
    private boolean begun;

    AnswerStream(Context context, HttpServerResponse response, Iterator<?> items) {
        this.context = context;
        this.response = response;
        this.items = items;
    }

    void send() {
        response.setChunked(true);
        next();
    }

    private void next() {
        if (response.closed()) {
            return;
        }
        Buffer slice = Buffer.buffer(begun ? "" : "[");
        while (items.hasNext() && slice.length() < SLICE_BYTES) {
            if (begun) {
                slice.appendString(",");
            }
            begun = true;
            slice.appendBuffer(Json.encodeToBuffer(items.next()));
        }
        if (!items.hasNext()) {
            response.end(slice.appendString("]"));
            return;
        }
        response.write(slice);
        if (response.writeQueueFull()) {
            response.drainHandler(drained -> next());
        } else {
            context.runOnContext(turn -> next());
        }
    }
}
