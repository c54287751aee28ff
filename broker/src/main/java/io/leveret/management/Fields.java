// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads fields of a JSON object that somebody sent; one of the wrong type is a {@link Refusal} that names it. */
record Fields(JsonObject json) {

    @Nullable
    String text(String key) {
        Object value = json.getValue(key);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        throw wrong(key, "a string");
    }

    String text(String key, String whenMissing) {
        String text = text(key);
        return text == null ? whenMissing : text;
    }

    /** One that must be there. */
    String needText(String key) {
        String text = text(key);
        if (text == null) {
            throw Refusal.badRequest("[{key_missing," + key + "}]");
        }
        return text;
    }

    /** Also as a text, as RabbitMQ takes it. */
    boolean flag(String key, boolean whenMissing) {
        Object value = json.getValue(key);
        if (value == null) {
            return whenMissing;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        if ("true".equals(value) || "false".equals(value)) {
            return "true".equals(value);
        }
        throw wrong(key, "true or false");
    }

    @Nullable
    Long number(String key) {
        Object value = json.getValue(key);
        if (value == null || value instanceof Integer || value instanceof Long) {
            return value == null ? null : ((Number) value).longValue();
        }
        if (value instanceof BigInteger big) {
            throw wrong(key, "a number below 2^63, not " + big);
        }
        throw wrong(key, "an integer");
    }

    /** Where it is missing, or an empty list as Erlang writes an empty object: an empty one. */
    JsonObject object(String key) {
        Object value = json.getValue(key);
        if (value == null || (value instanceof JsonArray array && array.isEmpty())) {
            return new JsonObject();
        }
        if (value instanceof JsonObject object) {
            return object;
        }
        throw wrong(key, "an object");
    }

    /** A list, or words in one text, joined by commas; null where there is neither. */
    @Nullable
    List<String> words(String key) {
        Object value = json.getValue(key);
        if (value == null) {
            return null;
        }
        List<String> words = new ArrayList<>();
        if (value instanceof String text) {
            for (String word : text.split(",", -1)) {
                words.add(word.strip());
            }
        } else if (value instanceof JsonArray array) {
            for (Object word : array) {
                if (!(word instanceof String text)) {
                    throw wrong(key, "a list of strings");
                }
                words.add(text.strip());
            }
        } else {
            throw wrong(key, "a list of strings");
        }
        words.removeIf(String::isEmpty);
        return words;
    }

    static Refusal wrong(String key, String expected) {
        return Refusal.badRequest("'" + key + "' must be " + expected);
    }
}
