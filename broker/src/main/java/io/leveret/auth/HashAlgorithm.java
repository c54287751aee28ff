// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

import org.jspecify.annotations.Nullable;

/** How a password is hashed, with the names RabbitMQ's definitions and settings have for it. */
public enum HashAlgorithm {
    SHA_256("rabbit_password_hashing_sha256", "SHA-256", 32),
    SHA_512("rabbit_password_hashing_sha512", "SHA-512", 64),
    /** Of old definitions, also where they name no algorithm. */
    MD5("rabbit_password_hashing_md5", "MD5", 16);

    private static final String PREFIX = "rabbit_password_hashing_";

    private final String module;
    private final String digest;
    private final int digestBytes;

    HashAlgorithm(String module, String digest, int digestBytes) {
        this.module = module;
        this.digest = digest;
        this.digestBytes = digestBytes;
    }

    /**
     * By the name in definitions ({@code rabbit_password_hashing_sha256}) or in settings ({@code sha256}); null if there
     * is none of that name.
     */
    public static @Nullable HashAlgorithm named(String name) {
        for (HashAlgorithm algorithm : values()) {
            if (algorithm.module.equals(name) || algorithm.module.equals(PREFIX + name)) {
                return algorithm;
            }
        }
        return null;
    }

    /** Its name in definitions. */
    public String module() {
        return module;
    }

    String digest() {
        return digest;
    }

    int digestBytes() {
        return digestBytes;
    }
}
