// SPDX-License-Identifier: Apache-2.0
package io.leveret.management;

import io.leveret.broker.message.AmqpException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** What is asked for cannot be had: the status, and the JSON that says why. Carries no stack trace. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;

    private static final String NOT_AUTHORISED = "not_authorised";

    private final int status;
    private final transient @Nullable JsonObject json;

    /**
     * @param reason a text, or JSON where RabbitMQ shows an Erlang tuple
     */
    Refusal(int status, String error, Object reason) {
        super(error + ": " + reason, null, false, false);
        this.status = status;
        this.json = new JsonObject().put("error", error).put("reason", reason);
    }

    private Refusal(int status) {
        super("HTTP " + status, null, false, false);
        this.status = status;
        this.json = null;
    }

    /** Nobody says who asks. */
    static Refusal noCredentials() {
        return new Refusal(UNAUTHORIZED);
    }

    /** The answer is JSON, and that is not wanted. */
    static Refusal notAcceptable() {
        return new Refusal(406);
    }

    /** The body is not what the resource takes. */
    static Refusal unsupportedMediaType() {
        return new Refusal(415);
    }

    /** Who asks is not who they say. */
    static Refusal loginFailed() {
        return new Refusal(UNAUTHORIZED, "not_authorized", "Login failed");
    }

    static Refusal badRequest(Object reason) {
        return new Refusal(BAD_REQUEST, "bad_request", reason);
    }

    /** There is no such resource. */
    static Refusal notFound() {
        return new Refusal(NOT_FOUND, "Object Not Found", "Not Found");
    }

    static Refusal notFound(String reason) {
        return new Refusal(NOT_FOUND, "not_found", reason);
    }

    /** Who has logged in may not do this. */
    static Refusal notAuthorised(String reason) {
        return new Refusal(UNAUTHORIZED, NOT_AUTHORISED, reason);
    }

    /** As RabbitMQ words what the broker refuses. */
    static Refusal of(AmqpException error) {
        String text = String.valueOf(error.getMessage());
        return switch (error.code()) {
            case NOT_FOUND -> notFound(text);
            case ACCESS_REFUSED, NOT_ALLOWED -> notAuthorised("Access refused.");
            case INTERNAL_ERROR -> new Refusal(500, "internal_server_error", text);
            default -> badRequest(text);
        };
    }

    /** As RabbitMQ words what the broker refuses to somebody on a channel: who gets messages over HTTP. */
    static Refusal ofChannel(AmqpException error) {
        return switch (error.code()) {
            case NOT_FOUND -> notFound(error.replyText());
            case ACCESS_REFUSED -> notAuthorised(error.replyText());
            default -> ofPublish(error);
        };
    }

    /** As RabbitMQ words what the broker refuses to who publishes over HTTP. */
    static Refusal ofPublish(AmqpException error) {
        return badRequest(error.code().code() + " " + error.replyText());
    }

    int status() {
        return status;
    }

    /** Why, in words. */
    String reason() {
        return json == null ? "" : String.valueOf(json.getValue("reason"));
    }

    /** Whether somebody else might be let in: who has logged in is known. */
    boolean asksForCredentials() {
        return status == UNAUTHORIZED && (json == null || !NOT_AUTHORISED.equals(json.getString("error")));
    }

    /** Null: the status says it all. */
    @Nullable
    JsonObject json() {
        return json;
    }
}
