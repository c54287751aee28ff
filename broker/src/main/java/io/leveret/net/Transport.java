// SPDX-License-Identifier: Apache-2.0
package io.leveret.net;

import io.leveret.config.Settings;
import org.jspecify.annotations.Nullable;

/**
 * What a listener does with the bytes of a connection before a protocol sees them.
 *
 * @param sockets options of accepted sockets, and whether each begins with the PROXY protocol's header
 * @param tls null for a listener without TLS
 * @param handshakeTimeoutMillis for the PROXY protocol's header, and again for the TLS handshake
 */
public record Transport(Settings.Sockets sockets, @Nullable TlsContext tls, long handshakeTimeoutMillis) {

    /** Plain TCP with these options. */
    public static Transport plain(Settings.Sockets sockets, long handshakeTimeoutMillis) {
        return new Transport(sockets, null, handshakeTimeoutMillis);
    }

    /** Whether the protocol's handler sees the socket's own reads. */
    boolean isBare() {
        return tls == null && !sockets.proxyProtocol();
    }
}
