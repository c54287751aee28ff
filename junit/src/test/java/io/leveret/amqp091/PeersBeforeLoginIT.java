// SPDX-License-Identifier: Apache-2.0
package io.leveret.amqp091;

import static io.leveret.amqp091.RawClient.METHOD;
import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import io.leveret.junit.LeveretExtension;
import io.leveret.net.Network;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whoever has not logged in is given next to no memory, however much it sends or announces. */
class PeersBeforeLoginIT {
    private static final int PEERS = 500;
    private static final int FRAME_MAX = 4_096;

    /** Both ends of the connection, their sockets and their buffers. */
    private static final long BYTES_PER_PEER_MAX = 24 * 1024;

    @RegisterExtension
    final LeveretExtension node = LeveretExtension.with(EachLoopCount.Loops.settings(1));

    @RegisterExtension
    final Clients clients = new Clients(node);

    @Test
    void holdAFewKilobytes(URI broker, Channel neighbour) throws Exception {
        ResourceLeakDetector.Level level = ResourceLeakDetector.getLevel();
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED); // it remembers where each buffer has been
        List<RawClient> peers = new ArrayList<>();
        try {
            holdAlmostAFrame(broker).close();
            long before = usedBytes();
            for (int i = 0; i < PEERS; i++) {
                peers.add(holdAlmostAFrame(broker));
            }
            neighbour.queueDeclare(); // on the same loop: by now it has read what came before
            neighbour.queueDeclare();
            assertThat((usedBytes() - before) / PEERS).isBetween((long) FRAME_MAX, BYTES_PER_PEER_MAX);
        } finally {
            for (RawClient peer : peers) {
                peer.close();
            }
            ResourceLeakDetector.setLevel(level);
        }
    }

    /** A peer that has sent all of a start-ok but its last byte. */
    private static RawClient holdAlmostAFrame(URI broker) throws IOException {
        RawClient peer = new RawClient(broker);
        peer.send(RawClient.HEADER_0_9_1);
        peer.expect(AMQP.Connection.Start.class);
        byte[] frame = RawClient.frame(METHOD, 0, new byte[FRAME_MAX - 8]);
        peer.send(Arrays.copyOf(frame, frame.length - 1));
        return peer;
    }

    private static long usedBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() + Network.directBytes();
    }

    @Test
    void areToldAtOnceThatTheirFrameIsTooLarge(URI broker) throws Exception {
        try (RawClient peer = new RawClient(broker)) {
            peer.send(RawClient.HEADER_0_9_1);
            peer.expect(AMQP.Connection.Start.class);
            peer.send(ByteBuffer.allocate(7)
                    .put((byte) METHOD)
                    .putShort((short) 0)
                    .putInt(FRAME_MAX + 1)
                    .array());
            assertThat(peer.refusal())
                    .isEqualTo(Refusal.connection(
                            501, "FRAME_ERROR - type 1, all octets = <<>>: {frame_too_large,4097,4088}", 0, 0));
            peer.awaitEnd();
        }
    }

    @Test
    void areClosedWhenTheySendAFloodInstead(URI broker) throws Exception {
        try (RawClient peer = new RawClient(broker)) {
            peer.send(RawClient.HEADER_0_9_1);
            peer.expect(AMQP.Connection.Start.class);
            long before = Network.directBytes();
            byte[] flood = new byte[1 << 20];
            for (int i = 0; i < 32; i++) {
                peer.sendUnlessClosed(flood);
            }
            assertThat(Network.directBytes() - before).isLessThan(1 << 20);
            peer.endOutput();
            peer.awaitEnd();
        }
    }
}
