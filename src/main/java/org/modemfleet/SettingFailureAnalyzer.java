package org.modemfleet;

import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.context.properties.bind.validation.ValidationErrors;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.origin.Origin;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** A setting has a value that it cannot have. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class SettingFailureAnalyzer extends AbstractFailureAnalyzer<BindException> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, BindException cause) {
        BindValidationException invalid = findCause(cause, BindValidationException.class);
        String line = invalid == null ? unreadable(cause) : invalid(invalid.getValidationErrors());
        return new FailureAnalysis(line, null, cause);
    }

    private static String unreadable(BindException cause) {
        ConfigurationProperty property = cause.getProperty();
        if (property == null) {
            return "the settings " + cause.getName() + " cannot be read: " + cause.getMessage();
        }
        Class<?> wanted = cause.getTarget().getType().resolve(Object.class);
        return "setting " + property.getName() + shown(property.getName().toString(), property.getValue())
                + " is not a valid " + wanted.getSimpleName().toLowerCase(Locale.ROOT) + from(property.getOrigin());
    }

    private static String invalid(ValidationErrors errors) {
        return errors.getAllErrors().stream().map(error -> invalid(errors.getName(), error)).collect(Collectors.joining("; "));
    }

    private static String invalid(ConfigurationPropertyName prefix, ObjectError error) {
        if (!(error instanceof FieldError field)) {
            return "settings " + prefix + ": " + error.getDefaultMessage();
        }
        String name = prefix + "." + kebab(field.getField());
        return "setting " + name + shown(name, field.getRejectedValue()) + ": " + error.getDefaultMessage()
                + from(Origin.from(error));
    }

    private static String from(@Nullable Origin origin) {
        return origin == null ? "" : " (from " + origin + ")";
    }

    private static String shown(String name, @Nullable Object value) {
        return name.matches(".*(token|password|secret).*") ? "" : " = '" + value + "'";
    }

    /** {@code timeScale} as it is written in a setting: {@code time-scale}. */
    private static String kebab(String field) {
        return field.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
