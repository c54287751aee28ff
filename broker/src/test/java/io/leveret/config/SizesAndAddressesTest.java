// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SizesAndAddressesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "131072, 131072",
        "1kb, 1024",
        "2KB, 2048",
        "10mb, 10485760",
        "1GB, 1073741824",
    })
    void readsCuttlefishsSizes(String text, long bytes) {
        assertThat(ByteSize.cuttlefish(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "50000000, 50000000",
        "50MB, 50000000",
        "50MiB, 52428800",
        "50Mi, 52428800",
        "1GB, 1000000000",
        "1GiB, 1073741824",
        "1gib, 1073741824",
        "2G, 2000000000",
        "1k, 1000",
        "1kB, 1000",
        "1Ki, 1024",
        "2TB, 2000000000000",
        "2TiB, 2199023255552",
        "1PiB, 1125899906842624",
    })
    void readsInformationUnits(String text, long bytes) {
        assertThat(ByteSize.informationUnits(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "MB", "-1", "1.5GB", "10 MB", "10MB10", "10XB", "99999999999PB", "99999999999999999999"})
    void refusesWhatIsNoSize(String text) {
        assertThat(ByteSize.cuttlefish(text)).isNull();
        assertThat(ByteSize.informationUnits(text)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "5672, 0.0.0.0:5672",
        "0, 0.0.0.0:0",
        "127.0.0.1:5672, 127.0.0.1:5672",
        "[::1]:5672, [0:0:0:0:0:0:0:1]:5672",
        "::1:5672, [0:0:0:0:0:0:0:1]:5672",
        ":::5672, [0:0:0:0:0:0:0:0]:5672",
    })
    void readsAddresses(String text, String shown) {
        InetSocketAddress address = Objects.requireNonNull(Address.parse(text));
        assertThat(Address.text(address)).isEqualTo(shown);
        assertThat(Address.parse(shown)).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "65536", "-1", "localhost:5672", "127.0.0.1", "127.0.0.1:", "300.0.0.1:1", "[::1]"})
    void refusesWhatIsNoAddress(String text) {
        assertThat(Address.parse(text)).isNull();
    }

    @Test
    void measuresEdits() {
        assertThat(EditDistance.between("penguin", "penguino", 9)).isEqualTo(1);
        assertThat(EditDistance.between("dtrace", "ctrace", 9)).isEqualTo(1);
        assertThat(EditDistance.between("anti_entropy", "anti_entropy.tick", 9)).isEqualTo(5);
        assertThat(EditDistance.between("", "four", 9)).isEqualTo(4);
        assertThat(EditDistance.between("same", "same", 0)).isZero();
        assertThat(EditDistance.between("four", "fortyfour", 3)).isGreaterThan(3);
    }
}
