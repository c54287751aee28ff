// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

import org.jspecify.annotations.Nullable;

/** A page of a page file, as it is known in memory. */
final class Page extends Block {
    /** Where it begins in the file. */
    final long offset;
    /** Its size in the file, bytes. */
    final int length;
    /** Messages in the file, live or not. */
    final int messages;

    /** Payload bytes of the messages that survive a restart, when there were {@link #weighedMessages} of them. */
    int weight;
    /** Never, when negative. Messages only go: as many are the same. */
    int weighedMessages = -1;

    Page(QueueIndex queue, PageFile file, long first, int span, int messages, long offset, int length) {
        super(queue, file, first);
        this.span = span;
        this.live = messages;
        this.messages = messages;
        this.offset = offset;
        this.length = length;
    }

    /** What this many of its messages take up in the file, about. */
    long bytesOf(int some) {
        return (long) length * some / messages;
    }

    /** Payloads together, of live messages or not. */
    long payloadBytes() {
        return (long) length - PageFormat.tableBytes(messages);
    }

    /** Live messages that survive a restart. */
    int lasting() {
        if (fleeting == null) {
            return live;
        }
        int count = 0;
        for (int i = 0; i < span; i++) {
            if (isLasting(i)) {
                count++;
            }
        }
        return count;
    }

    boolean isLasting(int index) {
        return !isGone(index) && !isFleeting(index);
    }

    /** Whether only its table tells what the messages weigh that survive a restart. */
    boolean isUnweighed() {
        int lasting = lasting();
        return lasting > 0 && lasting < messages && lasting != weighedMessages;
    }

    /** For a page that has gaps from the start. */
    void absent(long @Nullable [] places) {
        gone = places;
    }
}
