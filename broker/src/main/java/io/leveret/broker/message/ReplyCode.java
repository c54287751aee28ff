// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.message;

/** AMQP 0-9-1's reply codes that the broker raises; a hard one closes the connection, a soft one the channel. */
public enum ReplyCode {
    REPLY_SUCCESS(200, false),
    NO_ROUTE(312, false),
    CONNECTION_FORCED(320, true),
    ACCESS_REFUSED(403, false),
    NOT_FOUND(404, false),
    RESOURCE_LOCKED(405, false),
    PRECONDITION_FAILED(406, false),
    FRAME_ERROR(501, true),
    SYNTAX_ERROR(502, true),
    COMMAND_INVALID(503, true),
    CHANNEL_ERROR(504, true),
    UNEXPECTED_FRAME(505, true),
    RESOURCE_ERROR(506, true),
    NOT_ALLOWED(530, true),
    NOT_IMPLEMENTED(540, true),
    INTERNAL_ERROR(541, true);

    private final int code;
    private final boolean hard;

    ReplyCode(int code, boolean hard) {
        this.code = code;
        this.hard = hard;
    }

    public int code() {
        return code;
    }

    public boolean hard() {
        return hard;
    }
}
