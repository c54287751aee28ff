// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

/**
 * Names a client's session for as long as the node runs.
 *
 * @param connection number of the connection, never reused
 * @param channel number of the channel in it
 * @param incarnation how often that number had been opened before
 */
public record ChannelKey(long connection, int channel, long incarnation) {}
