// SPDX-License-Identifier: Apache-2.0
package io.leveret.logging;

/**
 * A line of the log for somebody who is neither a console nor a file.
 *
 * @param level RabbitMQ's name of it
 * @param seconds since 1970
 * @param json whether the text is JSON
 */
public record LogRecord(String level, long seconds, boolean json, String text) {}
