// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import io.leveret.config.Settings.Http;
import io.leveret.config.Settings.Management;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The part of the record tree that is about the HTTP API, beside its addresses. */
final class ManagementReader {
    private static final String ORIGINS = "management.cors.allow_origins";

    /** Key to the header whose value it has. */
    private static final Map<String, String> HEADERS = SettingsReader.inOrder(
            "management.hsts.policy", "strict-transport-security",
            "management.headers.content_type_options", "x-content-type-options",
            "management.headers.xss_protection", "x-xss-protection",
            "management.headers.frame_options", "x-frame-options",
            "management.headers.referrer_policy", "referrer-policy");

    private final Given given;
    private final Management defaults;

    ManagementReader(Given given, Management defaults) {
        this.given = given;
        this.defaults = defaults;
    }

    Management read(Http http) throws ConfigurationException {
        return new Management(
                http,
                given.limit("management.tcp.max_connections", defaults.connectionsMax(), 1, Settings.UNLIMITED),
                given.limit("management.tcp.idle_timeout", (int) defaults.idleTimeoutMillis(), 1, 0),
                origins(),
                given.integer("management.cors.max_age", defaults.corsMaxAgeSeconds(), 0, Integer.MAX_VALUE),
                headers(),
                sessionTimeout(),
                !given.flag("management.disable_basic_auth", !defaults.basicAuthentication()),
                !given.flag("management.disable_stats", !defaults.statistics()),
                given.flag("management.enable_queue_totals", defaults.queueTotals()),
                !given.flag(
                        "management.restrictions.operator_policy_changes.disabled", !defaults.operatorPolicyChanges()),
                !given.flag("management.http.hide_allow_header", !defaults.allowHeader()));
    }

    private List<String> origins() throws ConfigurationException {
        Setting all = given.find(ORIGINS);
        if (all != null && all.value().equals("none")) {
            return List.of();
        }
        List<String> origins = new ArrayList<>();
        for (Setting origin : given.family(ORIGINS).values()) {
            origins.add(headerValue(origin));
        }
        return List.copyOf(origins);
    }

    private Map<String, String> headers() throws ConfigurationException {
        Map<String, String> headers = new LinkedHashMap<>();
        Setting policy = given.find("management.csp.policy");
        headers.put(
                "content-security-policy", policy == null ? Management.CONTENT_SECURITY_POLICY : headerValue(policy));
        for (Map.Entry<String, String> header : HEADERS.entrySet()) {
            Setting value = given.find(header.getKey());
            if (value != null) {
                headers.put(header.getValue(), headerValue(value));
            }
        }
        return Map.copyOf(headers);
    }

    private static String headerValue(Setting setting) throws ConfigurationException {
        String value = setting.value();
        if (!value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw Given.refused(setting, "printable ASCII characters");
        }
        return value;
    }

    private @Nullable Integer sessionTimeout() throws ConfigurationException {
        Setting setting = given.find("management.login_session_timeout");
        return setting == null ? null : (int) Given.number(setting, 1, Integer.MAX_VALUE);
    }
}
