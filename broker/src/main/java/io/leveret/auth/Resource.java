// SPDX-License-Identifier: Apache-2.0
package io.leveret.auth;

/** A queue or an exchange that somebody wants to use; the default exchange is called {@code amq.default}. */
public record Resource(String virtualHost, Kind kind, String name) {
    private static final String DEFAULT_EXCHANGE = "amq.default";

    public enum Kind {
        QUEUE("queue"),
        EXCHANGE("exchange");

        private final String inText;

        Kind(String inText) {
            this.inText = inText;
        }

        /** As error texts and other back ends name it. */
        public String inText() {
            return inText;
        }
    }

    public static Resource queue(String virtualHost, String name) {
        return new Resource(virtualHost, Kind.QUEUE, name);
    }

    public static Resource exchange(String virtualHost, String name) {
        return new Resource(virtualHost, Kind.EXCHANGE, name.isEmpty() ? DEFAULT_EXCHANGE : name);
    }

    /** {@code queue 'q' in vhost '/'}. */
    @Override
    public String toString() {
        return kind.inText() + " '" + name + "' in vhost '" + virtualHost + "'";
    }
}
