// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.broker.DirectReplies;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Receipt;
import io.leveret.broker.queue.PublisherCredit;
import io.leveret.broker.queue.Target;
import io.leveret.loop.Loop;
import io.leveret.protocol.amqp091.codec.ShortString;
import org.jspecify.annotations.Nullable;

/** A channel's consumer of direct replies: a target without a queue. */
final class ReplyConsumer implements Target {
    private final Channel channel;
    private final String tag;
    private final byte[] encodedTag;
    private final String name = DirectReplies.routingKey(RandomName.withPrefix(""));

    ReplyConsumer(Channel channel, String tag) {
        this.channel = channel;
        this.tag = tag;
        this.encodedTag = ShortString.encode(tag);
    }

    String tag() {
        return tag;
    }

    byte[] encodedTag() {
        return encodedTag;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void publish(Message message, @Nullable Receipt receipt, PublisherCredit credit) {
        Loop loop = channel.loop();
        if (loop.inLoop()) {
            channel.consuming().deliverReply(this, message);
        } else {
            message.keep();
            int bytes = message.bodyBytes();
            credit.taken(bytes);
            loop.execute(() -> {
                channel.consuming().deliverReply(this, message);
                credit.loop().execute(() -> credit.returned(bytes));
            });
        }
        if (receipt != null) {
            receipt.accepted();
        }
    }
}
