// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import org.jspecify.annotations.Nullable;

/** What is served under which path: the API, and beside it what a router knows. On the server's loop. */
final class Site {
    private static final String API = "/api";

    private final String apiPath;
    private final Api api;
    private final Router others;

    /**
     * @param prefix in front of every path; may be empty
     */
    Site(String prefix, Api api, Router others) {
        this.apiPath = prefix + API;
        this.api = api;
        this.others = others;
    }

    void serve(HttpServerRequest request) {
        String path = request.path();
        if (path != null && path.startsWith(apiPath + "/")) {
            api.serve(request, path.substring(apiPath.length()));
        } else if (isPath(path)) {
            others.handle(request);
        } else {
            // the router would take it for an accident, and log each
            request.response().setStatusCode(400).end();
        }
    }

    private static boolean isPath(@Nullable String path) {
        if (path == null || !path.startsWith("/")) {
            return false;
        }
        try {
            var unused = Paths.parts(path);
            return true;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            return false;
        }
    }
}
