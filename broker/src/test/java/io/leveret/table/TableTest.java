// SPDX-License-Identifier: Apache-2.0
package io.leveret.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
    /** Value, its bytes with the tag in front, RabbitMQ's type and text. */
    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(true, "7401", "bool", "true"),
                Arguments.of(false, "7400", "bool", "false"),
                Arguments.of((byte) -1, "62ff", "byte", "-1"),
                Arguments.of(new UnsignedByte(255), "42ff", "unsignedbyte", "255"),
                Arguments.of((short) -2, "73fffe", "short", "-2"),
                Arguments.of(new UnsignedShort(65535), "75ffff", "unsignedshort", "65535"),
                Arguments.of(-3, "49fffffffd", "signedint", "-3"),
                Arguments.of(new UnsignedInt(4294967295L), "69ffffffff", "unsignedint", "4294967295"),
                Arguments.of(Long.MIN_VALUE, "6c8000000000000000", "long", "-9223372036854775808"),
                Arguments.of(new LongLong(258), "4c0000000000000102", "long", "258"),
                Arguments.of(1.5f, "663fc00000", "float", "1.5"),
                Arguments.of(-2.0, "64c000000000000000", "double", "-2.0"),
                Arguments.of(new Decimal(2, 314), "44020000013a", "decimal", "{2,314}"),
                Arguments.of(LongString.of("é"), "5300000002c3a9", "longstr", "é"),
                Arguments.of(LongString.of(new byte[] {(byte) 0xFF}), "5300000001ff", "longstr", "\uFFFD"),
                Arguments.of(Bytes.of(new byte[] {'a', 'b'}), "78000000026162", "binary", "ab"),
                Arguments.of(
                        List.of(1, LongString.of("a")),
                        "410000000b" + "4900000001" + "530000000161",
                        "array",
                        "[{signedint,1},{longstr,<<\"a\">>}]"),
                Arguments.of(List.of(), "4100000000", "array", "[]"),
                Arguments.of(
                        Table.of("k", 1), "4600000007" + "016b" + "4900000001", "table", "[{<<\"k\">>,signedint,1}]"),
                Arguments.of(new Timestamp(1), "540000000000000001", "timestamp", "1"),
                Arguments.of(VoidValue.VOID, "56", "void", "undefined"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void everyTypeHasItsBytesNameAndText(Object value, String hex, String type, String text) {
        Table table = Table.of("a", value);
        byte[] bytes = HexFormat.of().parseHex("0161" + hex);

        assertThat(table.encode()).isEqualTo(bytes);
        assertThat(Table.decode(bytes)).isEqualTo(table).hasSameHashCodeAs(table);
        assertThat(Table.decode(bytes).get("a")).isEqualTo(value);
        assertThat(FieldText.describe(value)).isEqualTo("the value '" + text + "' of type '" + type + "'");
    }

    @Test
    void aBooleanOtherThanZeroAndOneIsTrue() {
        assertThat(Table.decode(new byte[] {1, 'a', 't', 7}).bool("a")).isTrue();
    }

    @Test
    void aMissingValueIsNone() {
        assertThat(FieldText.describe(null)).isEqualTo("none");
    }

    @Test
    void integersOfAnyWidthAreReadByValue() {
        for (Object seven : List.of(
                (byte) 7,
                new UnsignedByte(7),
                (short) 7,
                new UnsignedShort(7),
                7,
                new UnsignedInt(7),
                7L,
                new LongLong(7))) {
            assertThat(Table.of("n", seven).integer("n")).isEqualTo(7);
        }
        assertThat(Table.of("n", "7").integer("n")).isNull();
        assertThat(Table.of("n", new Timestamp(7)).integer("n")).isNull();
        assertThat(Table.EMPTY.integer("n")).isNull();
    }

    @Test
    void typedReadersGiveNullForOtherTypes() {
        Table table = Table.builder()
                .add("s", "text")
                .add("b", true)
                .add("f", Table.of("x", 1))
                .add("a", List.of("one", 2))
                .build();
        assertThat(table.string("s")).isEqualTo("text");
        assertThat(table.bool("b")).isTrue();
        assertThat(table.table("f")).isEqualTo(Table.of("x", 1));
        assertThat(table.array("a")).containsExactly(LongString.of("one"), 2);
        assertThat(table.string("b")).isNull();
        assertThat(table.bool("s")).isNull();
        assertThat(table.table("a")).isNull();
        assertThat(table.array("f")).isNull();
    }

    @Test
    void equalKeysAreKeptInOrderAndTheFirstIsFound() {
        Table table = Table.builder().add("k", 1).add("other", 2).add("k", 3).build();

        assertThat(Table.decode(table.encode())).isEqualTo(table);
        assertThat(table.get("k")).isEqualTo(1);
        assertThat(table.with("k", 4))
                .isEqualTo(Table.builder().add("k", 4).add("other", 2).build());
        assertThat(table.with("new", 5).entries())
                .extracting(Table.Entry::key)
                .containsExactly("k", "other", "k", "new");
        assertThat(table.without("k")).isEqualTo(Table.of("other", 2));
        assertThat(table.without("absent")).isSameAs(table);
    }

    @Test
    void keysThatAreNotUtf8SurviveByteForByte() {
        byte[] bytes =
                HexFormat.of().parseHex("05" + "61ff80c3a9" + "56" + "03" + "efbfbd" + "56" + "03" + "edb280" + "56");

        Table table = Table.decode(bytes);

        assertThat(table.encode()).isEqualTo(bytes);
        assertThat(Utf8.hasEscape(table.entries().get(0).key())).isTrue();
        assertThat(table.entries().get(1).key()).isEqualTo("\uFFFD");
        assertThat(Utf8.decode(Utf8.encode("𝄞\uFFFD"), 0, 7)).isEqualTo("𝄞\uFFFD");
    }

    @Test
    void onlyTheGivenRangeIsRead() {
        byte[] bytes = {9, 9, 1, 'a', 'V', 9};
        assertThat(Table.decode(bytes, 2, 3)).isEqualTo(Table.of("a", VoidValue.VOID));
        assertThat(Table.decode(bytes, 2, 0)).isSameAs(Table.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "05",
                "0161",
                "016174",
                "01615a00",
                "016153ffffffff",
                "0161530000000161ff",
                "016178000000ff00",
                "016146000000024141",
                "01614600000001" + "00",
                "01614100000001" + "49",
                "016141" + "7fffffff",
                "0161" + "41" + "00000006" + "53" + "00000002" + "61" + "62",
            })
    void cutAndUnknownFieldsAreMalformed(String hex) {
        assertThatThrownBy(() -> Table.decode(HexFormat.of().parseHex(hex)))
                .isInstanceOf(MalformedTableException.class);
    }

    @Test
    void nestingIsLimited() {
        assertThat(Table.decode(nested(Table.DEPTH_MAX)).encode()).isEqualTo(nested(Table.DEPTH_MAX));
        for (int depth : new int[] {Table.DEPTH_MAX + 1, 10_000}) {
            assertThatThrownBy(() -> Table.decode(nested(depth)))
                    .isInstanceOf(MalformedTableException.class)
                    .hasMessage("nested deeper than 64");
        }
        Table deepest = Table.decode(nested(Table.DEPTH_MAX));
        assertThatThrownBy(() -> Table.of("k", deepest)).isInstanceOf(IllegalArgumentException.class);
        List<Object> endless = new ArrayList<>();
        endless.add(endless);
        assertThatThrownBy(() -> Table.of("k", endless)).isInstanceOf(IllegalArgumentException.class);
    }

    /** {@code depth} tables inside each other, each but the innermost holding the next under an empty key. */
    private static byte[] nested(int depth) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int inner = depth - 2; inner >= 0; inner--) {
            int length = 6 * inner;
            out.writeBytes(new byte[] {
                0, 'F', (byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length
            });
        }
        return out.toByteArray();
    }

    @Test
    void keysAndValuesThatDoNotFitAreRefused() {
        assertThat(Table.of("é".repeat(127), 1).encode()).hasSize(1 + 254 + 5);
        assertThatThrownBy(() -> Table.of("é".repeat(128), 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Table.of("k", new Object())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Table.of("k", List.of(new Object()))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new UnsignedByte(256)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new UnsignedShort(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new UnsignedInt(1L << 32)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Decimal(256, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void valuesCannotBeChangedFromOutside() {
        byte[] bytes = {'a'};
        LongString text = LongString.of(bytes);
        List<Object> array = new ArrayList<>(Arrays.asList("a"));
        Table table = Table.of("k", array);
        bytes[0] = 'b';
        text.bytes()[0] = 'c';
        array.clear();

        assertThat(text.is("a")).isTrue();
        assertThat(table.array("k")).containsExactly(LongString.of("a"));
    }
}
