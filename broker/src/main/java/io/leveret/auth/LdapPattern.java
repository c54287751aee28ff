// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts values into patterns like {@code cn=${username},ou=people}. Each value is put in once, and so that it cannot mean
 * anything but itself where it comes to stand.
 */
final class LdapPattern {
    static final String USER_NAME = "username";
    static final String USER_DN = "user_dn";
    private static final String AD_DOMAIN = "ad_domain";
    private static final String AD_USER = "ad_user";
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

    private LdapPattern() {}

    /** What is known of a user by the name alone: {@code DOMAIN\\user} is Active Directory's. */
    static Map<String, String> variables(String userName) {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put(USER_NAME, userName);
        int backslash = userName.indexOf('\\');
        if (backslash > 0 && backslash < userName.length() - 1) {
            variables.put(AD_DOMAIN, userName.substring(0, backslash));
            variables.put(AD_USER, userName.substring(backslash + 1));
        }
        return variables;
    }

    /** For comparisons: values as they are. */
    static String text(String pattern, Map<String, String> variables) {
        return fill(pattern, variables, (name, value) -> value);
    }

    /** For regular expressions. */
    static String regex(String pattern, Map<String, String> variables) {
        return fill(pattern, variables, (name, value) -> TopicGrant.literal(value));
    }

    /**
     * For distinguished names (RFC 4514, 2.4): values cannot begin another part of the name. The user's own name is one
     * already. What has no {@code =} is a name of another kind, where {@code DOMAIN\\user} keeps its backslash.
     */
    static String dn(String pattern, Map<String, String> variables) {
        boolean distinguished = pattern.indexOf('=') >= 0;
        return fill(
                pattern,
                variables,
                (name, value) -> name.equals(USER_DN)
                        ? value
                        : name.equals(USER_NAME) && !distinguished ? logonName(value) : escaped(value));
    }

    private static String logonName(String name) {
        int backslash = name.indexOf('\\');
        return backslash <= 0 || name.indexOf('\\', backslash + 1) >= 0
                ? escaped(name)
                : escaped(name.substring(0, backslash)) + "\\" + escaped(name.substring(backslash + 1));
    }

    private static String escaped(String value) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == 0) {
                escaped.append("\\00");
                continue;
            }
            boolean atAnEnd = (c == ' ' && (i == 0 || i == value.length() - 1)) || (c == '#' && i == 0);
            if (atAnEnd || ",+\"\\<>;=".indexOf(c) >= 0) {
                escaped.append('\\');
            }
            escaped.append(c);
        }
        return escaped.toString();
    }

    /** A variable that is not known stays as it is. */
    private static String fill(
            String pattern, Map<String, String> variables, BiFunction<String, String, String> harmless) {
        Matcher found = VARIABLE.matcher(pattern);
        return found.replaceAll(variable -> {
            String name = variable.group(1);
            String value = variables.get(name);
            return Matcher.quoteReplacement(value == null ? variable.group() : harmless.apply(name, value));
        });
    }
}
