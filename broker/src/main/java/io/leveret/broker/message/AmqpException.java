// SPDX-License-Identifier: Apache-2.0
package io.leveret.broker.message;

/**
 * The client's fault, with the code and the text it is told. Turned into channel.close or connection.close in exactly
 * one place of each protocol. Carries no stack trace: it is an answer, not an accident.
 */
public final class AmqpException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ReplyCode code;

    public AmqpException(ReplyCode code, String explanation) {
        super(explanation, null, false, false);
        this.code = code;
    }

    public static AmqpException accessRefused(String explanation) {
        return new AmqpException(ReplyCode.ACCESS_REFUSED, explanation);
    }

    public static AmqpException notFound(String explanation) {
        return new AmqpException(ReplyCode.NOT_FOUND, explanation);
    }

    public static AmqpException resourceLocked(String explanation) {
        return new AmqpException(ReplyCode.RESOURCE_LOCKED, explanation);
    }

    public static AmqpException preconditionFailed(String explanation) {
        return new AmqpException(ReplyCode.PRECONDITION_FAILED, explanation);
    }

    public static AmqpException notAllowed(String explanation) {
        return new AmqpException(ReplyCode.NOT_ALLOWED, explanation);
    }

    public static AmqpException notImplemented(String explanation) {
        return new AmqpException(ReplyCode.NOT_IMPLEMENTED, explanation);
    }

    public ReplyCode code() {
        return code;
    }

    /** Whether the connection goes, not only the channel. */
    public boolean hard() {
        return code.hard();
    }

    private String explanation() {
        String text = getMessage();
        return text == null ? "" : text;
    }

    /** {@code NAME_IN_CAPS - explanation}, as RabbitMQ words it; the protocol cuts it to what it can carry. */
    public String replyText() {
        return code.name() + " - " + explanation();
    }
}
