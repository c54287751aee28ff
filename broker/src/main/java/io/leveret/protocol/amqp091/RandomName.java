// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091;

import java.security.SecureRandom;
import java.util.Base64;

/** Names the server makes up: a prefix and 22 characters that nobody guesses. */
final class RandomName {
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomName() {}

    static String withPrefix(String prefix) {
        byte[] bytes = new byte[16];
        RANDOM.nextBytes(bytes);
        return prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
