package org.modemfleet.problem;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.exc.ValueInstantiationException;

/** Says in our words what is wrong with a JSON body, and where. */
final class JsonProblems {

    private static final Pattern DUPLICATE = Pattern.compile("Duplicate Object property \"(.*?)\"");

    private JsonProblems() {}

    static Problem of(JacksonException failure) {
        String field = path(failure);
        String detail = switch (failure) {
            case UnrecognizedPropertyException _ -> "unknown field '" + field + "'";
            case MismatchedInputException mismatch -> mismatch(field, mismatch);
            case ValueInstantiationException refused -> named(field) + reason(refused);
            default -> {
                Matcher duplicate = DUPLICATE.matcher(failure.getOriginalMessage());
                if (duplicate.find()) {
                    field = join(field, duplicate.group(1));
                    yield "field '" + field + "' stands there more than once";
                }
                yield malformed(failure, field);
            }
        };
        return ProblemType.BAD_REQUEST.because(detail).with("field", field);
    }

    private static String mismatch(@Nullable String field, MismatchedInputException mismatch) {
        Class<?> target = mismatch.getTargetType();
        if (mismatch.getOriginalMessage().startsWith("Trailing token")) {
            return "something follows the JSON value";
        }
        return named(field) + "expected " + (target == null ? "another type" : expected(target));
    }

    private static String malformed(JacksonException failure, @Nullable String field) {
        String where = failure.getLocation() == null ? ""
                : " at line " + failure.getLocation().getLineNr() + ", column " + failure.getLocation().getColumnNr();
        return failure instanceof StreamReadException
                ? "malformed JSON" + where + (field == null ? "" : ", field '" + field + "'")
                : named(field) + "cannot be read" + where;
    }

    private static String reason(ValueInstantiationException refused) {
        Throwable cause = refused.getCause();
        return cause == null || cause.getMessage() == null ? "this value cannot be" : cause.getMessage();
    }

    private static String expected(Class<?> type) {
        if (type.isEnum()) {
            return "one of " + Arrays.toString(type.getEnumConstants());
        }
        if (type == String.class || type == CharSequence.class) {
            return "a string";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class
                || type == short.class || type == Short.class) {
            return "an integer";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "a number";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "an array";
        }
        return Map.class.isAssignableFrom(type) || !type.getName().startsWith("java.") ? "an object" : "another type";
    }

    private static String named(@Nullable String field) {
        return field == null ? "" : "field '" + field + "': ";
    }

    /** Such as {@code topics[1].qos}; null for the body itself. */
    private static @Nullable String path(JacksonException failure) {
        List<JacksonException.Reference> references = failure.getPath();
        StringBuilder path = new StringBuilder();
        for (JacksonException.Reference reference : references) {
            if (reference.getPropertyName() == null) {
                path.append('[').append(Math.max(0, reference.getIndex())).append(']');
            } else {
                path.append(path.isEmpty() ? "" : ".").append(reference.getPropertyName());
            }
        }
        return path.isEmpty() ? null : path.toString();
    }

    /** The path may or may not name the repeated field already. */
    private static String join(@Nullable String path, String name) {
        return path == null ? name : path.equals(name) || path.endsWith("." + name) ? path : path + "." + name;
    }
}
