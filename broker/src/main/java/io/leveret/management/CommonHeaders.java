// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.config.Settings;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What every answer tells browsers: the security policies, and whose pages may call the API. Immutable. */
final class CommonHeaders {
    private static final Pattern HEADER_NAMES =
            Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+(\\s*,\\s*[A-Za-z0-9!#$%&'*+.^_`|~-]+)*");
    private static final String ANY = "*";

    private final Map<String, String> policies;
    private final List<String> origins;
    private final int maxAgeSeconds;

    CommonHeaders(Settings.Management settings) {
        this.policies = settings.headers();
        this.origins = settings.corsOrigins();
        this.maxAgeSeconds = settings.corsMaxAgeSeconds();
    }

    /**
     * @param methods of the resource, for a browser that asks before it calls; null where there is no resource
     */
    void write(HttpServerRequest request, @Nullable String methods) {
        HttpServerResponse response = request.response();
        MultiMap headers = response.headers();
        policies.forEach(headers::set);
        headers.set("vary", "origin");
        String origin = allowed(request.getHeader("origin"));
        if (origin == null) {
            return;
        }
        headers.set("access-control-allow-origin", origin);
        if (!origin.equals(ANY)) {
            headers.set("access-control-allow-credentials", "true");
        }
        if (methods != null && request.method().name().equals("OPTIONS")) {
            headers.set("access-control-allow-methods", methods);
            headers.set("access-control-max-age", Integer.toString(maxAgeSeconds));
            String wanted = request.getHeader("access-control-request-headers");
            if (wanted != null && HEADER_NAMES.matcher(wanted).matches()) {
                headers.set("access-control-allow-headers", wanted);
            }
        }
    }

    private @Nullable String allowed(@Nullable String origin) {
        if (origin == null || origin.equals("null") || origin.equals(ANY)) {
            return null;
        }
        if (origins.contains(origin)) {
            return origin;
        }
        return origins.contains(ANY) ? ANY : null;
    }

    /** Whether a browser says that a page of somebody else's, not one of the allowed origins, sent this. */
    boolean isForged(HttpServerRequest request) {
        return "cross-site".equals(request.getHeader("sec-fetch-site")) && allowed(request.getHeader("origin")) == null;
    }
}
