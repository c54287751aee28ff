// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.auth.AccessControl;
import io.leveret.auth.Attempt;
import io.leveret.auth.LoginAttempts;
import io.leveret.auth.LoginResult;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who asks: by name and password, or by the node's own secret from this machine. On the server's loop. */
final class Authentication {
    private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);
    private static final String BASIC = "basic ";
    private static final String BEARER = "bearer ";

    private static final String PROTOCOL = "http";

    private final AccessControl access;
    private final LoginAttempts attempts;
    private final Owners owners;
    private final boolean basic;
    private final byte[] secret;

    /**
     * @param basic whether names and passwords are taken
     * @param secret whoever knows it is the node's operator
     */
    Authentication(AccessControl access, LoginAttempts attempts, Owners owners, boolean basic, String secret) {
        this.access = access;
        this.attempts = attempts;
        this.owners = owners;
        this.basic = basic;
        this.secret = secret.getBytes(StandardCharsets.US_ASCII);
    }

    /** Fails with a {@link Refusal} where nobody can be made out. */
    Future<Caller> caller(HttpServerRequest request) {
        String header = request.getHeader("authorization");
        if (header == null) {
            throw Refusal.noCredentials();
        }
        String scheme =
                header.substring(0, Math.min(header.length(), BEARER.length())).toLowerCase(Locale.ROOT);
        if (scheme.startsWith(BASIC) && basic) {
            return byPassword(header.substring(BASIC.length()), request);
        }
        if (scheme.equals(BEARER)) {
            return byToken(header.substring(BEARER.length()), request);
        }
        if (scheme.startsWith(BASIC)) {
            throw Refusal.notAuthorised("HTTP access denied: basic auth disabled");
        }
        throw Refusal.noCredentials();
    }

    private Future<Caller> byToken(String given, HttpServerRequest request) {
        byte[] bytes = given.strip().getBytes(StandardCharsets.UTF_8);
        if (isLocal(request) && MessageDigest.isEqual(bytes, secret)) {
            return Future.succeededFuture(Caller.OPERATOR);
        }
        return login("", given.strip(), request); // a back end may know it: a token names its user
    }

    private Future<Caller> byPassword(String base64, HttpServerRequest request) {
        String credentials = decode(base64.strip());
        int colon = credentials == null ? -1 : credentials.indexOf(':');
        if (credentials == null || colon < 0) {
            throw Refusal.noCredentials();
        }
        String name = credentials.substring(0, colon);
        String password = credentials.substring(colon + 1);
        return login(name, password, request);
    }

    /** Logs somebody in who may use the API. */
    Future<Caller> login(String name, String password, HttpServerRequest request) {
        return owners.<LoginResult>hear(answer -> access.login(attempt(name, password, request), answer))
                .map(result -> {
                    attempts.count(PROTOCOL, result instanceof LoginResult.Accepted);
                    if (result instanceof LoginResult.Accepted accepted) {
                        return allowed(new Caller(accepted.user(), false));
                    }
                    LOG.warn("HTTP access denied: {}", ((LoginResult.Refused) result).reason());
                    throw Refusal.loginFailed();
                });
    }

    private static Attempt attempt(String name, String password, HttpServerRequest request) {
        return new Attempt(
                name, password, request.connection().remoteAddress(true).hostAddress(), isLocal(request));
    }

    private static Caller allowed(Caller caller) {
        if (!caller.isManagement()) {
            LOG.warn("HTTP access denied: user '{}' - Not management user", caller.name());
            throw Refusal.notAuthorised("Not management user");
        }
        return caller;
    }

    private static @Nullable String decode(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    static boolean isLocal(HttpServerRequest request) {
        return isLoopback(request.connection().remoteAddress(true).hostAddress());
    }

    private static boolean isLoopback(@Nullable String ip) {
        if (ip == null) {
            return false;
        }
        try {
            return InetAddress.getByName(ip).isLoopbackAddress(); // an IP address: nothing is looked up
        } catch (UnknownHostException e) {
            return false;
        }
    }

    static String peer(HttpServerRequest request) {
        String ip = request.connection().remoteAddress(true).hostAddress();
        return ip == null ? "unknown" : ip;
    }
}
