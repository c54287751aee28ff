// SPDX-License-Identifier: Apache-2.0
package io.leveret.net;

import java.io.ByteArrayOutputStream;
import java.security.InvalidKeyException;

/**
 * OpenSSL's older forms of private keys (PKCS #1 for RSA, SEC 1 for EC), put into PKCS #8 (RFC 5958), the only one that
 * Java reads: {@code SEQUENCE {0, SEQUENCE {algorithm, parameters}, OCTET STRING {key}}}.
 */
final class TraditionalKey {
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int EC_PARAMETERS = 0xA0;
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    private static final byte[] RSA_ENCRYPTION = {
        0x06, 0x09, 0x2A, (byte) 0x86, 0x48, (byte) 0x86, (byte) 0xF7, 0x0D, 0x01, 0x01, 0x01
    };
    private static final byte[] NULL = {0x05, 0x00};
    private static final byte[] EC_PUBLIC_KEY = {0x06, 0x07, 0x2A, (byte) 0x86, 0x48, (byte) 0xCE, 0x3D, 0x02, 0x01};

    private TraditionalKey() {}

    static byte[] ofRsa(byte[] pkcs1) {
        return pkcs8(RSA_ENCRYPTION, NULL, pkcs1);
    }

    /**
     * @throws InvalidKeyException if the key does not name its curve
     */
    static byte[] ofEc(byte[] sec1) throws InvalidKeyException {
        return pkcs8(EC_PUBLIC_KEY, curve(sec1), sec1);
    }

    /** Out of {@code SEQUENCE {1, OCTET STRING, [0] {curve}, [1] {public key}}} (RFC 5915). */
    private static byte[] curve(byte[] sec1) throws InvalidKeyException {
        int end = sec1.length;
        int at = 0;
        try {
            at = contentStart(sec1, at); // into the sequence
            while (at < end && (sec1[at] & 0xFF) != EC_PARAMETERS) {
                at = contentStart(sec1, at) + length(sec1, at);
            }
            int start = contentStart(sec1, at);
            byte[] curve = new byte[length(sec1, at)];
            System.arraycopy(sec1, start, curve, 0, curve.length);
            return curve;
        } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new InvalidKeyException("the EC key does not name its curve", e);
        }
    }

    private static int contentStart(byte[] der, int at) {
        int first = der[at + 1] & 0xFF;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7F);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xFF;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7F); i++) {
            length = (length << 8) | (der[at + 2 + i] & 0xFF);
        }
        return length;
    }

    private static byte[] pkcs8(byte[] algorithm, byte[] parameters, byte[] key) {
        return tagged(SEQUENCE, VERSION_0, tagged(SEQUENCE, algorithm, parameters), tagged(OCTET_STRING, key));
    }

    private static byte[] tagged(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            int bytes = (Integer.SIZE - Integer.numberOfLeadingZeros(length) + 7) / 8;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(length >>> (8 * i));
            }
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
