// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A user of the internal back end, as definitions have it.
 *
 * @param tags free words; {@code administrator}, {@code monitoring}, {@code policymaker}, {@code management} and
 *     {@code impersonator} have a meaning
 * @param limits {@link #MAX_CONNECTIONS} and {@link #MAX_CHANNELS}, each optional; a negative one is none
 */
public record UserDefinition(String name, PasswordHash password, List<String> tags, Map<String, Long> limits) {
    public static final String MAX_CONNECTIONS = "max-connections";
    public static final String MAX_CHANNELS = "max-channels";
    public static final int TAGS_MAX = 32;

    public UserDefinition {
        tags = List.copyOf(tags);
        limits = java.util.Collections.unmodifiableMap(new TreeMap<>(limits));
    }

    /** Without limits. */
    public UserDefinition(String name, PasswordHash password, List<String> tags) {
        this(name, password, tags, Map.of());
    }

    public UserDefinition withPassword(PasswordHash next) {
        return new UserDefinition(name, next, tags, limits);
    }

    public UserDefinition withTags(List<String> next) {
        return new UserDefinition(name, password, next, limits);
    }

    public UserDefinition withLimits(Map<String, Long> next) {
        return new UserDefinition(name, password, tags, next);
    }

    /** The limit of that name; {@link Long#MAX_VALUE} where there is none. */
    public long limit(String limit) {
        long value = limits.getOrDefault(limit, -1L);
        return value < 0 ? Long.MAX_VALUE : value;
    }
}
