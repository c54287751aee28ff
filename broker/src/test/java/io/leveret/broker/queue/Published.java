// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.broker.message.Address;
import io.leveret.broker.message.Content;
import io.leveret.broker.message.HeapContent;
import io.leveret.broker.message.Message;
import io.leveret.broker.message.Properties;
import io.leveret.table.Table;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One publish of a simulation. All its bytes follow from these facts, so that what comes out of a queue can be held
 * against them.
 *
 * @param id stands in the body; never the same twice in a simulation
 * @param publisher who published it
 */
record Published(long id, long publisher, boolean persistent, int bodyBytes) {
    static final int BODY_BYTES_MIN = Long.BYTES;

    /** The id in the body of a message of the simulation. */
    static long idOf(Message message) {
        byte[] body = new byte[message.bodyBytes()];
        message.content().copyBody(body, 0);
        return ByteBuffer.wrap(body).getLong();
    }

    Message message(Content content) {
        return new Message(address(), persistent, content);
    }

    private Address address() {
        return new Address("exchange-" + publisher % 3, "key-" + id % 5);
    }

    Content content() {
        byte[] body = new byte[bodyBytes];
        for (int i = 0; i < bodyBytes; i++) {
            body[i] = (byte) (id * 31 + i);
        }
        ByteBuffer.wrap(body).putLong(id);
        return HeapContent.of(properties(), body);
    }

    private byte[] properties() {
        return id % 7 == 0
                ? new byte[2]
                : Properties.EMPTY.withHeaders(Table.of("publish", id)).encode();
    }

    /** Fails unless the message is this one, byte for byte. */
    void check(Message message) {
        Content expected = content();
        Content found = withoutCounts(message);
        if (message.persistent() != persistent
                || !message.address().toString().equals(address().toString())
                || found.propertiesBytes() != expected.propertiesBytes()
                || !Arrays.equals(bytes(found), bytes(expected))) {
            throw new AssertionError("other bytes came out than went in as " + this);
        }
    }

    /** As it was published: what a quorum queue tells of earlier deliveries is not part of it. */
    private static Content withoutCounts(Message message) {
        Table headers = message.headers();
        if (!headers.contains("x-acquired-count")) {
            return message.content();
        }
        Table before = headers.without("x-acquired-count").without("x-delivery-count");
        return HeapContent.replaceProperties(
                message.content(), before.isEmpty() ? Properties.EMPTY : Properties.EMPTY.withHeaders(before));
    }

    private static byte[] bytes(Content content) {
        byte[] bytes = new byte[content.propertiesBytes() + content.bodyBytes()];
        content.copyProperties(bytes, 0);
        content.copyBody(bytes, content.propertiesBytes());
        return bytes;
    }
}
