// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDateTime;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RotationDateTest {
    @ParameterizedTest
    @CsvSource({
        "$D0, 2026-01-30T10:20, 2026-01-31T00:00",
        "$D23, 2026-01-30T10:20, 2026-01-30T23:00",
        "$D10, 2026-01-30T10:00, 2026-01-31T10:00",
        "$W0D23, 2026-01-30T10:20, 2026-02-01T23:00",
        "$W5D16, 2026-01-30T10:20, 2026-01-30T16:00",
        "$M1D0, 2026-01-30T10:20, 2026-02-01T00:00",
        "$ML, 2026-02-01T10:20, 2026-02-28T00:00",
        "$M31D6, 2026-02-01T10:20, 2026-02-28T06:00",
        "$H30, 2026-01-30T10:20, 2026-01-30T10:30",
        "$H30, 2026-01-30T10:30, 2026-01-30T11:30",
        "$D5H15, 2026-01-30T05:14:59, 2026-01-30T05:15",
    })
    void findsTheNextTime(String notation, LocalDateTime now, LocalDateTime next) {
        assertThat(Objects.requireNonNull(RotationDate.parse(notation)).after(now))
                .isEqualTo(next);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "$", "D0", "$D24", "$W7", "$M32", "$M0", "$H60", "$D0 ", "midnight"})
    void refusesWhatIsNoTime(String notation) {
        assertThat(RotationDate.parse(notation)).isNull();
    }
}
