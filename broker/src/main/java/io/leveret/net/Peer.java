// SPDX-License-Identifier: Apache-2.0
package io.leveret.net;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The two ends of an accepted connection: those of the socket, or those that the proxy before this node told. Immutable.
 */
public record Peer(InetSocketAddress remote, InetSocketAddress local) {
    private static final AttributeKey<Peer> TOLD = AttributeKey.valueOf(Peer.class, "told");
    private static final InetSocketAddress NOWHERE = InetSocketAddress.createUnresolved("unknown", 0);

    /**
     * What a connection with TLS agreed on.
     *
     * @param version as in {@code TLSv1.3}
     * @param certificate the client's, verified; null if it showed none
     */
    public record Tls(
            String version, String cipherSuite, @Nullable X509Certificate certificate) {}

    /** Who is at the other end of the channel. */
    public static Peer of(Channel channel) {
        Peer told = channel.attr(TOLD).get();
        return told == null ? ofSocket(channel) : told;
    }

    private static Peer ofSocket(Channel channel) {
        return new Peer(inet(channel.remoteAddress()), inet(channel.localAddress()));
    }

    // A socket that the client has closed already has no address any more.
    private static InetSocketAddress inet(@Nullable Object address) {
        return address instanceof InetSocketAddress inet ? inet : NOWHERE;
    }

    /** Notes what the proxy told. In loop. */
    static void told(Channel channel, Peer peer) {
        channel.attr(TOLD).set(peer);
    }

    /** What the channel's TLS agreed on; null without TLS. Once the handshake is over. */
    public static @Nullable Tls tls(Channel channel) {
        SslHandler handler = channel.pipeline().get(SslHandler.class);
        if (handler == null) {
            return null;
        }
        SSLSession session = handler.engine().getSession();
        return new Tls(session.getProtocol(), session.getCipherSuite(), certificate(session));
    }

    private static @Nullable X509Certificate certificate(SSLSession session) {
        try {
            Certificate[] chain = session.getPeerCertificates();
            return chain.length > 0 && chain[0] instanceof X509Certificate x509 ? x509 : null;
        } catch (SSLPeerUnverifiedException e) {
            return null;
        }
    }

    public boolean fromLoopback() {
        return !remote.isUnresolved() && remote.getAddress().isLoopbackAddress();
    }

    /** As RabbitMQ names connections: {@code ip:port -> ip:port}. */
    public String connectionName() {
        return host(remote) + ":" + remote.getPort() + " -> " + host(local) + ":" + local.getPort();
    }

    public static String host(InetSocketAddress address) {
        return address.isUnresolved()
                ? address.getHostString()
                : address.getAddress().getHostAddress();
    }
}
