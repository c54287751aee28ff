// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.ChannelView;

/** What channels look like. */
final class ChannelShape {
    private ChannelShape() {}

    static Shape<ChannelView> of(String node) {
        return new Shape<ChannelView>()
                .with("name", ChannelView::name)
                .with("number", ChannelView::number)
                .with("connection_details", channel -> ConnectionShape.details(channel.connection()))
                .with("vhost", channel -> channel.connection().virtualHost())
                .with("user", channel -> channel.connection().user())
                .with(
                        "user_who_performed_action",
                        channel -> channel.connection().user())
                .with("node", channel -> node)
                .with("state", channel -> "running")
                .with("confirm", ChannelView::confirming)
                .with("transactional", ChannelView::transactional)
                .with("consumer_count", ChannelView::consumers)
                .with("prefetch_count", ChannelView::consumerPrefetch)
                .with("global_prefetch_count", ChannelView::channelPrefetch)
                .with("messages_unacknowledged", ChannelView::unacknowledged)
                .with("messages_unconfirmed", ChannelView::unconfirmed)
                .with("messages_uncommitted", ChannelView::uncommittedPublishes)
                .with("acks_uncommitted", ChannelView::uncommittedSettlements)
                .with("pending_raft_commands", channel -> 0)
                .withOptional("message_stats", Depth.DEFINITION, channel -> MessageStats.ofChannel(channel.messages()));
    }
}
