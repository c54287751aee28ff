// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a node's configuration is read from, weakest first.
 *
 * @param environment the process's; of it the {@code RABBITMQ_*} variables and what {@code $(NAME)} asks for
 * @param file {@code --config}: a file, or a directory whose {@code *.conf} are read in the order of their names
 * @param sets {@code --set}: {@code KEY=VALUE}, the value taken as it is
 */
public record Sources(
        Map<String, String> environment, @Nullable Path file, List<String> sets) {}
