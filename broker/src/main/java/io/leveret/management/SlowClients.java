// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Closes connections on which no request comes whole in time, however steadily its bytes trickle in: that they are not
 * idle does not make them welcome. On the server's loop.
 */
final class SlowClients {
    private final Vertx vertx;
    private final long patienceMillis;
    private final Map<HttpConnection, Watched> connections = new HashMap<>();

    private static final class Watched {
        private boolean asked; // since the last look
        private @Nullable HttpServerRequest last;

        private boolean isServed() {
            return last != null && !last.response().ended() && !last.response().closed();
        }
    }

    /**
     * @param patienceMillis 0: without end
     */
    SlowClients(Vertx vertx, long patienceMillis) {
        this.vertx = vertx;
        this.patienceMillis = patienceMillis;
    }

    void connected(HttpConnection connection) {
        if (patienceMillis > 0) {
            Watched watched = new Watched();
            connections.put(connection, watched);
            lookLater(connection, watched);
        }
    }

    /** The head of a request has come whole. */
    void asked(HttpServerRequest request) {
        Watched watched = connections.get(request.connection());
        if (watched != null) {
            watched.asked = true;
            watched.last = request;
        }
    }

    private void lookLater(HttpConnection connection, Watched watched) {
        vertx.setTimer(patienceMillis, late -> {
            if (watched.asked || watched.isServed()) {
                watched.asked = false;
                lookLater(connection, watched);
            } else {
                connections.remove(connection);
                var unused = connection.close();
            }
        });
    }
}
