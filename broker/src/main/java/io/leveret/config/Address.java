// SPDX-License-Identifier: Apache-2.0
package io.leveret.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Addresses as rabbitmq.conf has them: numbers only, never names that would have to be looked up. */
final class Address {
    static final String ALL_INTERFACES = "0.0.0.0";
    private static final int PORT_MAX = 65_535;
    private static final int BYTE_MAX = 255;
    private static final int IP4_BYTES = 4;

    private Address() {}

    /** {@code PORT}, {@code IP:PORT} or {@code [IP]:PORT}; null if it is neither. Port 0 is any free one. */
    static @Nullable InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        InetAddress ip = ip(colon < 0 ? ALL_INTERFACES : text.substring(0, colon));
        Integer port = number(text.substring(colon + 1), PORT_MAX);
        return ip == null || port == null ? null : new InetSocketAddress(ip, port);
    }

    /** An IPv4 or IPv6 address, the latter in brackets or not; null if it is neither. */
    static @Nullable InetAddress ip(String text) {
        String bare = text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
        try {
            // With a colon this is never taken for a name.
            return bare.indexOf(':') >= 0 ? InetAddress.getByName(bare) : ip4(bare);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    private static @Nullable InetAddress ip4(String text) throws UnknownHostException {
        byte[] bytes = new byte[IP4_BYTES];
        int start = 0;
        for (int i = 0; i < IP4_BYTES; i++) {
            int end = i < IP4_BYTES - 1 ? text.indexOf('.', start) : text.length();
            Integer number = end < 0 ? null : number(text.substring(start, end), BYTE_MAX);
            if (number == null) {
                return null;
            }
            bytes[i] = number.byteValue();
            start = end + 1;
        }
        return InetAddress.getByAddress(bytes);
    }

    private static @Nullable Integer number(String text, int max) {
        try {
            int number = Integer.parseInt(text);
            return number >= 0 && number <= max ? number : null;
        } catch (NumberFormatException e) {
            return null;
        }
    }

    /** The form that {@link #parse} takes. */
    static String text(InetSocketAddress address) {
        String ip = address.getAddress() == null
                ? address.getHostString()
                : address.getAddress().getHostAddress();
        return (ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip) + ":" + address.getPort();
    }
}
