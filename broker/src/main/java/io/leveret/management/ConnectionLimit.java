// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.http.HttpConnection;

/** Turns connections away that are too many. On the server's loop. */
final class ConnectionLimit {
    private final int most;
    private int open;

    ConnectionLimit(int most) {
        this.most = most;
    }

    void admit(HttpConnection connection) {
        open++;
        connection.closeHandler(closed -> open--);
        if (open > most) {
            var unused = connection.close();
        }
    }
}
