package org.modemfleet.problem;

import java.net.URI;
import java.util.Arrays;
import java.util.Optional;

/** Every kind of problem that an answer can tell: its code, which never changes, its status and its title. */
enum ProblemType {

    BAD_REQUEST(400, "bad-request", "The request cannot be read"),
    BAD_CURSOR(400, "bad-cursor", "The cursor is none of ours"),
    UNAUTHORIZED(401, "unauthorized", "A valid token is needed"),
    FORBIDDEN(403, "forbidden", "The token does not allow this"),
    NOT_FOUND(404, "not-found", "There is no such thing"),
    NOT_SIMULATED(404, "not-simulated", "The module is not a simulated one"),
    METHOD_NOT_ALLOWED(405, "method-not-allowed", "The method is not allowed here"),
    NOT_ACCEPTABLE(406, "not-acceptable", "No representation is acceptable"),
    NOT_CONNECTED(409, "not-connected", "The MQTT connection is not connected"),
    CONNECTING(409, "connecting", "The MQTT connection is connecting"),
    ALREADY_CONNECTED(409, "already-connected", "The MQTT connection is connected already"),
    WRONG_STATE(409, "wrong-state", "The state of the MQTT connection does not allow this"),
    MODULE_EXISTS(409, "module-exists", "The module's id is taken"),
    PORT_IN_USE(409, "port-in-use", "The port is held by somebody else"),
    IDENTITY_MISMATCH(409, "identity-mismatch", "Another module answers"),
    MODEL_MISMATCH(409, "model-mismatch", "The module is of another model than configured"),
    WRONG_OPERATION_STATE(409, "wrong-operation-state", "The state of the operation does not allow this"),
    IDEMPOTENCY_KEY_IN_USE(409, "idempotency-key-in-use", "The first request with this key is under way"),
    HAS_MESSAGES(409, "has-messages", "The module has stored messages"),
    PRECONDITION_FAILED(412, "precondition-failed", "There is another version than the request is for"),
    CONTENT_TOO_LARGE(413, "content-too-large", "The request is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "unsupported-media-type", "The content type is not supported"),
    INVALID_PARAMETER(422, "invalid-parameter", "A value is not allowed"),
    IDEMPOTENCY_KEY_REUSED(422, "idempotency-key-reused", "The key was used for another request"),
    UNSUPPORTED_BY_MODEL(422, "unsupported-by-model", "The module's model lacks this"),
    BUSY(429, "busy", "The module's queue is full"),
    INTERNAL(500, "internal", "The service made an error"),
    COMMAND_REJECTED(502, "command-rejected", "The module refused the command"),
    MODULE_UNAVAILABLE(503, "module-unavailable", "The module cannot take commands now"),
    STORAGE_UNAVAILABLE(503, "storage-unavailable", "The database cannot be reached now"),
    NO_RESPONSE(504, "no-response", "What became of the command is not known"),
    MODULE_STORAGE(507, "module-storage", "The module's storage failed");

    private final int status;
    private final String code;
    private final String title;

    ProblemType(int status, String code, String title) {
        this.status = status;
        this.code = code;
        this.title = title;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    String title() {
        return title;
    }

    URI uri() {
        return URI.create("urn:modemfleet:problem:" + code);
    }

    /** A problem of this type. */
    Problem because(String detail) {
        return Problem.of(this, detail);
    }

    /** A problem of this type with the exception's message as detail. */
    Problem because(Throwable cause) {
        return because(cause.getMessage() == null ? title : cause.getMessage());
    }

    /** The type for a bare status that a library asks for; of several the first, which is the most general. */
    static Optional<ProblemType> ofStatus(int status) {
        return Arrays.stream(values())
                .filter(type -> type.status == status && status != 409 && status != 422).findFirst();
    }
}
