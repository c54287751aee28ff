// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.message;

import java.util.List;

/**
 * How a message came where it is, as far as its properties do not say so.
 *
 * @param dead whether its header {@code x-death} was written by a queue, and not by its publisher
 * @param keyAlone whether it was dead-lettered with a key of the queue's, so that those in its header CC count no more
 * @param blindKeys the keys of its header BCC, which was taken away
 */
public record Trail(boolean dead, boolean keyAlone, List<String> blindKeys) {
    /** Of a message whose properties say everything. */
    public static final Trail NONE = new Trail(false, false, List.of());

    public Trail {
        blindKeys = List.copyOf(blindKeys);
    }

    /** Of a message whose BCC header was taken away. */
    public static Trail of(List<String> blindKeys) {
        return new Trail(false, false, blindKeys);
    }

    /** After a queue has dead-lettered it. */
    public Trail died(boolean withKey) {
        return new Trail(true, keyAlone || withKey, blindKeys);
    }
}
