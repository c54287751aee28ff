// SPDX-License-Identifier: Apache-2.0
package io.leveret.cli.command;

import io.leveret.cli.output.Rows;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Hashes of passwords as RabbitMQ keeps them: base64 of a salt of four bytes and the hash of salt and password. */
final class PasswordHashes {
    private static final int SALT_BYTES = 4;

    private PasswordHashes() {}

    static Command command() {
        return Command.of(call -> banner(call), call -> {
                    String password =
                            call.arguments().isEmpty() ? call.console().askSecret("Password: ") : call.argument(0);
                    if (password == null) {
                        throw Failure.of(Exit.SOFTWARE, "Password is not provided via argument or stdin");
                    }
                    return Outcome.text(hash(password, digest(call)));
                })
                .checking(call -> {
                    if (!call.arguments().isEmpty() && call.argument(0).isEmpty()) {
                        throw Failure.badArgument("password cannot be an empty string");
                    }
                    digest(call);
                });
    }

    private static String banner(Call call) {
        return call.arguments().isEmpty() ? "Will hash provided password" : "Will hash password " + call.argument(0);
    }

    private static MessageDigest digest(Call call) throws Failure {
        String asked = call.option("hashing-algorithm", "sha256").toLowerCase(Locale.ROOT);
        String name = algorithm(asked);
        if (name == null) {
            throw Failure.badArgument("unsupported hashing algorithm: " + call.option("hashing-algorithm", ""));
        }
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable String algorithm(String name) {
        return switch (name) {
            case "sha256", "sha-256" -> "SHA-256";
            case "sha512", "sha-512" -> "SHA-512";
            case "md5" -> "MD5";
            default -> null;
        };
    }

    private static String hash(String password, MessageDigest digest) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        digest.update(salt);
        byte[] hash = digest.digest(password.getBytes(StandardCharsets.UTF_8));
        byte[] both = new byte[SALT_BYTES + hash.length];
        System.arraycopy(salt, 0, both, 0, SALT_BYTES);
        System.arraycopy(hash, 0, both, SALT_BYTES, hash.length);
        return Base64.getEncoder().encodeToString(both);
    }

    /** The functions there are. */
    static Rows names() {
        Rows rows = new Rows("hash");
        for (String name : List.of("sha256", "sha512", "md5")) {
            rows.add(List.of(name));
        }
        return rows;
    }
}
