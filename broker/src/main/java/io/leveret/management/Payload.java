// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A message's body in JSON. */
final class Payload {
    private Payload() {}

    /**
     * Adds the payload and its encoding.
     *
     * @param length bytes of the body that are wanted
     * @param base64 whether also texts are to be encoded
     */
    static JsonObject put(JsonObject json, byte[] body, int length, boolean base64) {
        ByteBuffer wanted = ByteBuffer.wrap(body, 0, length);
        if (!base64) {
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(wanted.duplicate())
                        .toString();
                return json.put("payload", text).put("payload_encoding", "string");
            } catch (CharacterCodingException e) {
                // no text: like bytes
            }
        }
        String encoded = StandardCharsets.ISO_8859_1
                .decode(Base64.getEncoder().encode(wanted))
                .toString();
        return json.put("payload", encoded).put("payload_encoding", "base64");
    }
}
