// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

/** Names one consumer for as long as the node runs. */
public record ConsumerKey(ChannelKey channel, String tag) {}
