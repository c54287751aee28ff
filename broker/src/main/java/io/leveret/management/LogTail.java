// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import java.util.List;

/**
 * A part of the node's log.
 *
 * @param lines in their order
 * @param last the number of the last line there is
 */
public record LogTail(List<String> lines, long last) {}
