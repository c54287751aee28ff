// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.queue;

import io.leveret.loop.Loop;

/** A publisher that nobody holds back. */
record NoCredit(Loop loop) implements PublisherCredit {
    @Override
    public void taken(int bytes) {}

    @Override
    public void returned(int bytes) {}

    @Override
    public void hold() {}

    @Override
    public void release() {}
}
