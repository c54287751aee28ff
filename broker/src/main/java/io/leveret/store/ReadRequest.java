// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

/**
 * A loop wants to read.
 *
 * @param enough number of the port's batch that must be in the catalogue before "there is nothing" is an answer
 */
record ReadRequest(LoopPort port, long queue, long from, long to, long enough, ReadAnswer answer) {}
