// SPDX-License-Identifier: Apache-2.0
package io.leveret.logging;

import java.util.List;

/**
 * A part of the log.
 *
 * @param lines in their order
 * @param last the number of the last line there is: those to come are asked for by it
 */
public record LogLines(List<String> lines, long last) {}
