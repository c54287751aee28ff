// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

/** A salted password hash as RabbitMQ keeps it: four bytes of salt, then the digest of salt and password. */
public final class PasswordHash {
    private static final int SALT_BYTES = 4;

    private final String algorithm;
    private final byte[] bytes;

    private PasswordHash(String algorithm, byte[] bytes) {
        this.algorithm = algorithm;
        this.bytes = bytes;
    }

    /** Of a new password, SHA-256 with fresh salt. */
    public static PasswordHash of(String password) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash("SHA-256", hash("SHA-256", salt, password));
    }

    /** A blank password never matches. */
    public boolean matches(String password) {
        byte[] salt = Arrays.copyOf(bytes, SALT_BYTES);
        return !password.isEmpty() && MessageDigest.isEqual(bytes, hash(algorithm, salt, password));
    }

    private static byte[] hash(String algorithm, byte[] salt, String password) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(salt);
            byte[] hashed = digest.digest(password.getBytes(StandardCharsets.UTF_8));
            byte[] salted = Arrays.copyOf(salt, SALT_BYTES + hashed.length);
            System.arraycopy(hashed, 0, salted, SALT_BYTES, hashed.length);
            return salted;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK lacks " + algorithm, e);
        }
    }
}
