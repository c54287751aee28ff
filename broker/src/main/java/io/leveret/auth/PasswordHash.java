// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * A salted password hash as RabbitMQ keeps it: four bytes of salt, then the digest of salt and password. One without any
 * bytes belongs to a user who cannot log in by password. Immutable.
 */
public final class PasswordHash {
    private static final int SALT_BYTES = 4;

    /** No password at all. */
    public static final PasswordHash NONE = new PasswordHash(HashAlgorithm.SHA_256, new byte[0]);

    /** Takes as long to refuse as any other; for users who do not exist. */
    static final PasswordHash DUMMY = new PasswordHash(HashAlgorithm.SHA_256, new byte[SALT_BYTES + 32]);

    private final HashAlgorithm algorithm;
    private final byte[] bytes;

    private PasswordHash(HashAlgorithm algorithm, byte[] bytes) {
        this.algorithm = algorithm;
        this.bytes = bytes;
    }

    /** Of a new password, with fresh salt. */
    public static PasswordHash of(String password, HashAlgorithm algorithm) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(algorithm, hash(algorithm, salt, password));
    }

    /** Of a new password, SHA-256 with fresh salt. */
    public static PasswordHash of(String password) {
        return of(password, HashAlgorithm.SHA_256);
    }

    /** One that was made before; what is no hash of the algorithm is kept and matches nothing. */
    public static PasswordHash ofBytes(HashAlgorithm algorithm, byte[] saltAndDigest) {
        return new PasswordHash(algorithm, saltAndDigest.clone());
    }

    /**
     * One that was made before, as definitions have it ({@code password_hash}).
     *
     * @throws IllegalArgumentException if this is not base64
     */
    public static PasswordHash ofBase64(HashAlgorithm algorithm, String base64) {
        return new PasswordHash(algorithm, Base64.getDecoder().decode(base64));
    }

    /** A blank password never matches. */
    public boolean matches(String password) {
        if (password.isEmpty() || bytes.length != SALT_BYTES + algorithm.digestBytes()) {
            return false;
        }
        return MessageDigest.isEqual(bytes, hash(algorithm, Arrays.copyOf(bytes, SALT_BYTES), password));
    }

    /** Whether there is a password to log in with. */
    public boolean isPresent() {
        return bytes.length > 0;
    }

    public HashAlgorithm algorithm() {
        return algorithm;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** As definitions have it ({@code password_hash}); empty where there is no password. */
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] hash(HashAlgorithm algorithm, byte[] salt, String password) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm.digest());
            digest.update(salt);
            byte[] hashed = digest.digest(password.getBytes(StandardCharsets.UTF_8));
            byte[] salted = Arrays.copyOf(salt, SALT_BYTES + hashed.length);
            System.arraycopy(hashed, 0, salted, SALT_BYTES, hashed.length);
            return salted;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the JDK lacks " + algorithm.digest(), e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PasswordHash that && algorithm == that.algorithm && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "PasswordHash[" + algorithm.module() + "]";
    }
}
