// SPDX-License-Identifier: Apache-2.0
package io.leveret.store;

/**
 * The store's answer to one call, on the caller's loop, exactly once. A message that enters several queues shares one at
 * the caller, which counts down.
 */
public interface Receipt {

    /** It is on disk, after a completed force. */
    void stored();

    /** The disk refused, and the store does not have it; the reason is for people. */
    void failed(String reason);
}
