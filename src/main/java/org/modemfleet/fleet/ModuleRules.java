package org.modemfleet.fleet;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.modemfleet.link.LinkException;
import org.modemfleet.link.Links;
import org.modemfleet.onemo.profile.ModelProfiles;

/** What a module's entry may hold; all violations of a request are told at once. */
class ModuleRules {

    static final int NAME_LENGTH = 128;
    static final int LINK_LENGTH = 1024;
    private static final String LINKS = "such as serial:/dev/ttyUSB2?baud=115200, serial:imei=862000000000009, tcp:10.0.0.5:7001, sim:ML307R";
    static final int LABELS = 32;
    static final int LABEL_VALUE_LENGTH = 256;
    private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,64}");
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,62}");

    private static final Pattern IMEI = Pattern.compile("[0-9]{15}");

    private final Links links;
    private final ModelProfiles models;

    ModuleRules(Links links, ModelProfiles models) {
        this.links = links;
        this.models = models;
    }

    /** @throws FleetException.Invalid if a value is not allowed */
    ModuleSpec enter(NewModule module, Instant now) {
        List<FleetException.Violation> errors = new ArrayList<>();
        String id = module.id();
        if (id == null || !ID.matcher(id).matches()) {
            errors.add(new FleetException.Violation("id", id, "1 to 64 of a-z, 0-9 and -"));
        }
        String name = name(module.name(), id, errors);
        String model = model(module.model(), errors);
        String link = link(module.link(), errors);
        String imei = imei(module.imei(), link, errors);
        SortedMap<String, String> labels = labels(new TreeMap<>(), module.labels(), errors);
        refuse(null, errors);
        boolean enabled = module.enabled() == null || module.enabled();
        return new ModuleSpec(String.valueOf(id), name, model, link, imei, labels, enabled, true,
                now.truncatedTo(ChronoUnit.MICROS));
    }

    /** @throws FleetException.Invalid if a value is not allowed */
    ModuleSpec change(ModuleSpec spec, ModuleChange change) {
        List<FleetException.Violation> errors = new ArrayList<>();
        String name = change.name() == null ? spec.name() : name(change.name().value(), spec.id(), errors);
        String model = change.model() == null ? spec.model() : model(change.model().value(), errors);
        String link = change.link() == null ? spec.link() : link(change.link().value(), errors);
        String imei = change.imei() == null ? links.imei(link).orElse(spec.imei()) : imei(change.imei().value(), link, errors);
        SortedMap<String, String> labels = change.labels() == null ? spec.labels()
                : change.labels().value() == null ? new TreeMap<>()
                : labels(new TreeMap<>(spec.labels()), change.labels().value(), errors);
        boolean enabled = change.enabled() == null ? spec.enabled()
                : change.enabled().value() == null || change.enabled().value();
        refuse(spec.id(), errors);
        return new ModuleSpec(spec.id(), name, model, link, imei, labels, enabled, spec.stored(), spec.createdAt());
    }

    private static void refuse(@Nullable String moduleId, List<FleetException.Violation> errors) {
        if (!errors.isEmpty()) {
            throw new FleetException.Invalid(moduleId, errors);
        }
    }

    private static String name(@Nullable String name, @Nullable String id, List<FleetException.Violation> errors) {
        if (name == null) {
            return String.valueOf(id);
        }
        if (name.isBlank() || name.length() > NAME_LENGTH || !isText(name)) {
            errors.add(new FleetException.Violation("name", name,
                    "1 to " + NAME_LENGTH + " characters without control characters"));
        }
        return name;
    }

    private @Nullable String model(@Nullable String model, List<FleetException.Violation> errors) {
        if (model != null && models.find(model).isEmpty()) {
            errors.add(new FleetException.Violation("model", model, "a model or series of GET /api/v1/models"));
        }
        return model;
    }

    private String link(@Nullable String link, List<FleetException.Violation> errors) {
        if (link == null || link.length() > LINK_LENGTH || !isText(link)) {
            errors.add(new FleetException.Violation("link", link, LINKS));
            return "";
        }
        try {
            links.check(link);
        } catch (LinkException unusable) {
            errors.add(new FleetException.Violation("link", link, LINKS + " (" + unusable.getMessage() + ")"));
        }
        return link;
    }

    /** A link that names a module by its IMEI decides. */
    private @Nullable String imei(@Nullable String imei, String link, List<FleetException.Violation> errors) {
        String named = links.imei(link).orElse(imei);
        if (imei != null && (!IMEI.matcher(imei).matches() || !imei.equals(named))) {
            errors.add(new FleetException.Violation("imei", imei, "15 digits, those of the link if it names an IMEI"));
        }
        return named;
    }

    private static SortedMap<String, String> labels(SortedMap<String, String> labels,
            @Nullable Map<String, @Nullable String> changes, List<FleetException.Violation> errors) {
        if (changes == null) {
            return labels;
        }
        changes.forEach((label, value) -> {
            if (!LABEL.matcher(label).matches()) {
                errors.add(new FleetException.Violation("labels", label,
                        "labels of 1 to 63 letters, digits and . _ / -, the first a letter or digit"));
            } else if (value == null) {
                labels.remove(label);
            } else if (value.length() > LABEL_VALUE_LENGTH || !isText(value)) {
                errors.add(new FleetException.Violation("labels." + label, value,
                        "at most " + LABEL_VALUE_LENGTH + " characters without control characters"));
            } else {
                labels.put(label, value);
            }
        });
        if (labels.size() > LABELS) {
            errors.add(new FleetException.Violation("labels", labels.size(), "at most " + LABELS + " labels"));
        }
        return labels;
    }

    /** No control character, no half of a surrogate pair: those no database keeps. */
    private static boolean isText(String text) {
        return text.codePoints().noneMatch(
                c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }
}
