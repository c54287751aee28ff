// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.auth.AccessControl;
import io.leveret.auth.LoginAttempts;
import io.leveret.broker.Definitions;
import io.leveret.broker.DirectReplies;
import io.leveret.broker.Sessions;
import io.leveret.broker.figures.NodeCounters;
import io.leveret.config.Settings;
import io.leveret.loop.Published;
import io.leveret.net.NetLoop;
import io.netty.channel.ChannelHandler;

/**
 * The protocol's entrance: what every connection of a node shares. Immutable.
 *
 * @param channelMax highest number of channels offered in connection.tune, which operators may change; 0 means no limit
 */
public record Amqp091(
        Settings settings,
        Published<Integer> channelMax,
        ServerProperties serverProperties,
        AccessControl access,
        LoginAttempts attempts,
        Definitions definitions,
        DirectReplies replies,
        Sessions sessions,
        Notices notices,
        NodeCounters counters) {

    Settings.Amqp limits() {
        return settings.amqp();
    }

    /** The handler of one accepted connection, which lives on the loop. */
    public ChannelHandler handler(NetLoop loop) {
        return new FrameHandler(loop, context -> new Connection(this, context, loop));
    }
}
