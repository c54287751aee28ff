// SPDX-License-Identifier: Apache-2.0
package io.leveret.protocol.amqp091.codec;

/**
 * Bytes of a frame that are not what they claim to be. The whole connection is lost with them. Carries no stack trace:
 * a hostile client can cause one with every frame.
 */
public final class MalformedFrameException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final int FRAME_ERROR = 501;
    private static final int SYNTAX_ERROR = 502;

    private final int method;
    private final int replyCode;

    private MalformedFrameException(int method, int replyCode, String reason) {
        super(reason, null, false, false);
        this.method = method;
        this.replyCode = replyCode;
    }

    static MalformedFrameException frame(int method, String reason) {
        return new MalformedFrameException(method, FRAME_ERROR, reason);
    }

    static MalformedFrameException table(int method, String reason) {
        return new MalformedFrameException(method, SYNTAX_ERROR, "malformed table: " + reason);
    }

    /** The method the frame belongs to, see {@link MethodIds}; {@code basic.publish} for a content header. */
    public int method() {
        return method;
    }

    public int classId() {
        return MethodIds.classId(method);
    }

    public int methodId() {
        return MethodIds.methodId(method);
    }

    /** The reply code to close the connection with: 501 (frame error), or 502 (syntax error) for a bad table. */
    public int replyCode() {
        return replyCode;
    }

    /** What is wrong, to be sent as the reply text. */
    public String reason() {
        return String.valueOf(getMessage());
    }
}
