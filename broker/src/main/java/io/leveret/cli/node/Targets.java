// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.node;

import io.leveret.cli.output.Json;
import io.leveret.cli.output.Json.InvalidException;
import io.leveret.cli.output.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the node: the one on a data directory, which left word there of its URL and a secret, or a remote one at a URL,
 * with a user's name and password.
 *
 * @param home where Leveret is installed; its {@code data} is the default data directory
 */
public record Targets(Map<String, String> environment, Path home) {
    private static final String NODE_FILE = "node.json";

    /**
     * @param dataDirectory {@code --data-dir}; null for the default
     * @param node {@code --node}: refuses any other than this one
     */
    public Target local(@Nullable String dataDirectory, @Nullable String node) {
        Path data = dataDirectory(dataDirectory);
        Path file = data.resolve(NODE_FILE);
        JsonObject said;
        try {
            if (!(Json.parse(Files.readString(file)) instanceof JsonObject object)) {
                throw new InvalidException("it is no object");
            }
            said = object;
        } catch (NoSuchFileException e) {
            return Target.missing(name(node), data, "no node runs on data directory " + data);
        } catch (IOException e) {
            return Target.missing(name(node), data, file + " cannot be read: " + e.getMessage());
        } catch (InvalidException e) {
            return Target.missing(name(node), data, file + " is damaged: " + e.getMessage());
        }
        String name = said.text("node");
        if (node != null && !isNamed(name, node)) {
            return Target.missing(node, data, "the node on data directory " + data + " is " + name);
        }
        return new Target(
                name, said.number("pid"), trimmed(said.text("url")), "Bearer " + said.text("secret"), "", data);
    }

    /**
     * @param url of the HTTP API, without {@code /api}; may hold a user's name and password
     * @param user wins over the URL's
     */
    public Target remote(String url, @Nullable String user, @Nullable String password, @Nullable String node) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            return new Target("rabbit@" + url, 0, null, "", "'" + url + "' is no URL", null);
        }
        String info = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo();
        int colon = info.indexOf(':');
        String name = user != null ? user : decoded(colon < 0 ? info : info.substring(0, colon));
        String secret = password != null ? password : decoded(colon < 0 ? "" : info.substring(colon + 1));
        String credentials = name + ":" + secret;
        String authorization =
                "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
        String plain = info.isEmpty() ? url : url.replaceFirst("//[^@/]*@", "//");
        return new Target(node != null ? node : "rabbit@" + uri.getHost(), 0, trimmed(plain), authorization, "", null);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String trimmed(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private Path dataDirectory(@Nullable String asked) {
        if (asked != null) {
            return Path.of(asked);
        }
        String variable = environment.getOrDefault("LEVERET_DATA_DIR", "");
        return variable.isEmpty() ? home.resolve("data") : Path.of(variable);
    }

    /** A name without a host is that of a node on this one. */
    private static boolean isNamed(String name, String asked) {
        return name.equals(asked) || (asked.indexOf('@') < 0 && name.startsWith(asked + "@"));
    }

    private String name(@Nullable String asked) {
        String name = asked != null ? asked : environment.getOrDefault("RABBITMQ_NODENAME", "");
        if (name.isEmpty()) {
            name = "rabbit";
        }
        return name.indexOf('@') < 0 ? name + "@" + shortHost() : name;
    }

    private static String shortHost() {
        try {
            String host = InetAddress.getLocalHost().getHostName();
            int dot = host.indexOf('.');
            return dot < 0 ? host : host.substring(0, dot);
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
