package org.modemfleet.problem;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.MethodParameter;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.MediaType;
import org.springframework.validation.FieldError;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.support.WebExchangeBindException;
import org.springframework.web.method.annotation.HandlerMethodValidationException;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import tools.jackson.core.JacksonException;

/** The problems that WebFlux itself finds: routing, negotiation, reading of parameters and bodies. */
final class WebProblems {

    private WebProblems() {}

    static Optional<Problem> find(Throwable failure) {
        return failure instanceof ResponseStatusException known ? Optional.of(of(known)) : Optional.empty();
    }

    private static Problem of(ResponseStatusException failure) {
        return switch (failure) {
            case WebExchangeBindException invalid -> invalid(invalid);
            case HandlerMethodValidationException invalid -> invalid(invalid);
            case MissingRequestValueException missing -> ProblemType.BAD_REQUEST
                    .because(missing.getLabel() + " '" + missing.getName() + "' is missing")
                    .with("field", missing.getName());
            case ServerWebInputException unreadable -> unreadable(unreadable);
            case MethodNotAllowedException method -> ProblemType.METHOD_NOT_ALLOWED
                    .because(method.getHttpMethod() + " is not allowed here")
                    .withHeader("Allow", method.getSupportedMethods().stream().map(Object::toString).sorted()
                            .collect(Collectors.joining(", ")));
            case NotAcceptableStatusException accept -> notAcceptable(accept);
            case UnsupportedMediaTypeStatusException content -> unsupported(content);
            default -> byStatus(failure);
        };
    }

    /** A parameter of the URL that breaks its constraint cannot be read; a value in a body is not allowed. */
    private static Problem invalid(HandlerMethodValidationException failure) {
        var result = failure.getParameterValidationResults().getFirst();
        String name = name(result.getMethodParameter());
        String message = result.getResolvableErrors().getFirst().getDefaultMessage();
        return ProblemType.BAD_REQUEST.because("parameter '" + name + "' " + message).with("field", name);
    }

    private static Problem invalid(WebExchangeBindException failure) {
        List<Map<String, Object>> errors = failure.getFieldErrors().stream().map(WebProblems::error).toList();
        FieldError first = failure.getFieldErrors().getFirst();
        return ProblemType.INVALID_PARAMETER.because(first.getField() + ": " + first.getDefaultMessage())
                .with("errors", errors);
    }

    private static Map<String, Object> error(FieldError error) {
        String message = error.getDefaultMessage();
        return ProblemTable.error(error.getField(), error.getRejectedValue(),
                message == null ? "another value" : message);
    }

    private static Problem unreadable(ServerWebInputException failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof JacksonException json) {
                return JsonProblems.of(json);
            }
            if (cause instanceof DataBufferLimitException) {
                return ProblemType.CONTENT_TOO_LARGE.because("the body is larger than this service reads");
            }
            if (cause instanceof TypeMismatchException mismatch) {
                return mismatch(failure.getMethodParameter(), mismatch);
            }
        }
        String reason = failure.getReason();
        return ProblemType.BAD_REQUEST.because(reason == null || reason.startsWith("No request body")
                ? "a body is needed" : reason);
    }

    /** A path that cannot be is a path that does not exist; a query parameter that cannot be read is a bad request. */
    private static Problem mismatch(@Nullable MethodParameter parameter, TypeMismatchException failure) {
        String name = parameter == null ? String.valueOf(failure.getPropertyName()) : name(parameter);
        if (parameter != null && parameter.hasParameterAnnotation(PathVariable.class)) {
            return ProblemType.NOT_FOUND.because("there is no " + name + " '" + failure.getValue() + "'");
        }
        return ProblemType.BAD_REQUEST.because("parameter '" + name + "' cannot be '" + failure.getValue() + "'")
                .with("field", name);
    }

    private static String name(MethodParameter parameter) {
        return String.valueOf(parameter.getParameterName());
    }

    private static Problem notAcceptable(NotAcceptableStatusException failure) {
        return ProblemType.NOT_ACCEPTABLE.because(failure.getSupportedMediaTypes().isEmpty()
                ? "the Accept header names nothing that can be given here"
                : "acceptable here is " + MediaType.toString(failure.getSupportedMediaTypes()));
    }

    /** A request without the body that would have been read. */
    static Problem bodyNeeded(UnsupportedMediaTypeStatusException failure) {
        return ProblemType.BAD_REQUEST.because("a body is needed: " + MediaType.toString(failure.getSupportedMediaTypes()));
    }

    private static Problem unsupported(UnsupportedMediaTypeStatusException failure) {
        String supported = MediaType.toString(failure.getSupportedMediaTypes());
        String given = failure.getContentType() == null ? "a body without a content type"
                : failure.getContentType().toString();
        return ProblemType.UNSUPPORTED_MEDIA_TYPE.because(given + " cannot be read here"
                        + (supported.isEmpty() ? "" : "; " + supported + " can"))
                .withHeader("Accept", supported.isEmpty() ? null : supported);
    }

    /** Also a controller's own status, such as 404 for a path without resource. */
    private static Problem byStatus(ResponseStatusException failure) {
        int status = failure.getStatusCode().value();
        ProblemType type = ProblemType.ofStatus(status)
                .orElse(failure.getStatusCode().is4xxClientError() ? ProblemType.BAD_REQUEST : ProblemType.INTERNAL);
        return switch (type) {
            case NOT_FOUND -> type.because("nothing is at this path");
            case CONTENT_TOO_LARGE -> type.because("the body is larger than this service reads");
            default -> type.because(failure.getReason() == null ? type.title() : failure.getReason());
        };
    }
}
