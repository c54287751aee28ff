// SPDX-License-Identifier: Apache-2.0
/**
 * rabbitmq.conf, RABBITMQ_* variables, the command line and the defaults, turned into records. Read once at start, on
 * the starting thread: {@link io.leveret.config.Configuration} reads the sources, SettingsReader knows which key is which
 * setting, and known-keys.txt what becomes of each key of RabbitMQ's. Imports no other room.
 */
@NullMarked
package io.leveret.config;

import org.jspecify.annotations.NullMarked;
