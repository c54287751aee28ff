// SPDX-License-Identifier: Apache-2.0
package io.leveret.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/**
 * Lets every connection of a loop read into the loop's one buffer. Only for pipelines that are done with the bytes when
 * channelRead returns.
 */
final class LoopReadAllocator extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int READS_PER_TURN_MAX = 4;

    private final NetLoop loop;

    LoopReadAllocator(NetLoop loop) {
        super(READS_PER_TURN_MAX);
        this.loop = loop;
    }

    @Override
    @SuppressWarnings("deprecation") // the only form Netty 4.2 has
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public ByteBuf allocate(ByteBufAllocator unused) {
                return loop.borrowReadBuffer();
            }

            @Override
            public int guess() {
                return 0;
            }
        };
    }
}
