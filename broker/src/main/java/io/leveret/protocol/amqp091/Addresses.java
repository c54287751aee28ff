// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import io.leveret.broker.message.Address;
import io.leveret.protocol.amqp091.codec.PublishArguments;
import io.leveret.protocol.amqp091.codec.ShortString;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * The addresses a connection publishes to, found by their bytes so that a publish decodes and allocates nothing. A
 * bounded table: an address that meets another in its slot takes the slot. Owned by the connection's loop.
 */
final class Addresses {
    private static final int INITIAL_SLOTS = 8;
    private static final int SLOTS_MAX = 4096;
    private static final int PROBES_MAX = 4;

    private @Nullable Addressed[] slots = new Addressed[0];
    private int used;

    /**
     * @param index of the arguments of a basic.publish that was checked
     * @param end behind them
     */
    Addressed find(ByteBuf in, int index, int end) {
        int start = PublishArguments.exchangeOffset(index) - 1;
        int length = end - 1 - start;
        int hash = hash(in, start, length);
        for (int i = 0; i < PROBES_MAX && i < slots.length; i++) {
            Addressed found = slots[hash + i & slots.length - 1];
            if (found != null && found.matches(hash, in, start, length)) {
                return found;
            }
        }
        return add(hash, in, index, start, length);
    }

    private static int hash(ByteBuf in, int start, int length) {
        int hash = length;
        int i = start;
        int end = start + length;
        for (; i + 4 <= end; i += 4) {
            hash = (hash ^ in.getInt(i)) * 0x9E3779B1;
            hash ^= hash >>> 15;
        }
        for (; i < end; i++) {
            hash = (hash ^ in.getByte(i)) * 0x9E3779B1;
        }
        return hash ^ hash >>> 16;
    }

    private Addressed add(int hash, ByteBuf in, int index, int start, int length) {
        if (used >= slots.length / 2 && slots.length < SLOTS_MAX) {
            grow();
        }
        byte[] encoded = new byte[length];
        in.getBytes(start, encoded);
        Address address = new Address(
                ShortString.read(
                        in, PublishArguments.exchangeOffset(index), PublishArguments.exchangeLength(in, index)),
                ShortString.read(
                        in, PublishArguments.routingKeyOffset(in, index), PublishArguments.routingKeyLength(in, index)),
                encoded);
        Addressed added = new Addressed(hash, encoded, address);
        put(added);
        return added;
    }

    /** Everything has to be asked for again. */
    void forgetPermissions() {
        for (Addressed addressed : slots) {
            if (addressed != null) {
                addressed.permittedAt = -1;
                addressed.topicPermittedAt = -1;
            }
        }
    }

    private void grow() {
        @Nullable Addressed[] old = slots;
        slots = new Addressed[Math.max(INITIAL_SLOTS, old.length * 2)];
        used = 0;
        for (Addressed addressed : old) {
            if (addressed != null) {
                put(addressed);
            }
        }
    }

    private void put(Addressed addressed) {
        int slot = addressed.hash() & slots.length - 1;
        for (int i = 0; i < PROBES_MAX; i++) {
            int probe = addressed.hash() + i & slots.length - 1;
            if (slots[probe] == null) {
                slot = probe;
                used++;
                break;
            }
        }
        slots[slot] = addressed;
    }
}
