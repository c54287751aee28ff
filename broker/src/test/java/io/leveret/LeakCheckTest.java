// SPDX-License-Identifier: Apache-2.0
package io.leveret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.PooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeakCheckTest {
    @Test
    void aBufferThatIsForgottenIsFound() {
        PooledByteBufAllocator.DEFAULT.directBuffer(100);
        List<String> leaks = new ArrayList<>();
        await().until(() -> leaks.addAll(LeakCheck.leaks()));
        assertThat(leaks).anyMatch(report -> report.contains("LEAK: ByteBuf.release() was not called"));
    }

    @Test
    void aBufferThatIsReleasedIsNot() throws InterruptedException {
        PooledByteBufAllocator.DEFAULT.directBuffer(100).release();
        assertThat(LeakCheck.leaks()).isEmpty();
    }
}
