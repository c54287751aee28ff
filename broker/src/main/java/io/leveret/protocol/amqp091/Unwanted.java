// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

/** What a peer that does not speak AMQP 0-9-1 seems to be, for the log. */
final class Unwanted {
    private static final int GET = 0x4745_5420; // "GET "
    private static final int AMQP = 0x414D_5150;

    private Unwanted() {}

    /**
     * @param header the first eight bytes that came
     */
    static String describe(long header) {
        int first = (int) (header >>> 32);
        if (first == GET) {
            return "detected an HTTP request on the AMQP port";
        }
        if (first >>> 16 == 0x1603) {
            return "detected a TLS handshake on the AMQP port, which serves no TLS";
        }
        if (first == AMQP) {
            int version = (int) header;
            return "AMQP version " + (version >>> 24) + "." + (version >>> 16 & 0xFF) + "." + (version >>> 8 & 0xFF)
                    + "." + (version & 0xFF) + " is not spoken here";
        }
        return "bad protocol header " + Long.toHexString(header);
    }
}
