// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Variables in scopes: {@code {vhost}}, and every claim of the token that is a text. */
final class ScopeVariables {
    private static final Pattern VARIABLE = Pattern.compile("\\{([^{}]*)\\}");

    private ScopeVariables() {}

    static String resolve(String scope, String virtualHost, Map<String, Object> claims) {
        if (scope.indexOf('{') < 0) {
            return scope;
        }
        Matcher variable = VARIABLE.matcher(scope);
        return variable.replaceAll(found -> {
            String name = found.group(1);
            Object value = name.equals("vhost") ? virtualHost : claims.getOrDefault(name, name);
            return Matcher.quoteReplacement(value instanceof String text ? text : name);
        });
    }
}
