package org.modemfleet.onemo.profile;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.modemfleet.onemo.profile.ModelProfile.Family;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Reads the data file: which models there are, and the rows that apply to them, a later one over an earlier one.
 * Everything that is not as the file's head says is an {@link IllegalStateException}: the file is part of the program.
 */
final class ProfileFile {

    private static final Set<String> SOURCES =
            Set.of("manual V6.7.0", "manual V6.8.5", "AT manual", "seen on modules", "decided here");

    private final String resource;
    private final Map<String, ProfileValues> models = new LinkedHashMap<>();

    ProfileFile(String resource) {
        this.resource = resource;
    }

    List<ModelProfile> read() {
        Map<?, ?> file = mapping(load(), "the file");
        sequence(file.get("series"), "series").forEach(series -> addSeries(mapping(series, "series")));
        sequence(file.get("rows"), "rows").forEach(row -> apply(mapping(row, "row")));
        List<ModelProfile> profiles = new ArrayList<>();
        models.values().forEach(values -> profiles.add(values.toProfile()));
        return profiles;
    }

    private Object load() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try (InputStream in = ProfileFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing");
            }
            return new Yaml(new SafeConstructor(options)).load(in);
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    private void addSeries(Map<?, ?> series) {
        String name = text(series.get("name"), "name");
        Family family = Family.valueOf(text(series.get("family"), "family"));
        for (Object entry : sequence(series.get("models"), "models")) {
            Map<?, ?> group = mapping(entry, "models");
            String source = source(group);
            for (Object model : sequence(group.get("names"), "names")) {
                ProfileValues values = new ProfileValues(text(model, "names"), name, family, source);
                if (models.put(values.model(), values) != null) {
                    throw new IllegalStateException(values.model() + " is listed twice");
                }
            }
        }
    }

    private void apply(Map<?, ?> row) {
        String source = source(row);
        Object why = row.get("why");
        Map<?, ?> given = mapping(row.get("values"), "values");
        if (why == null && given.containsValue(ProfileValues.NONE)) {
            throw new IllegalStateException("a row that removes something says why: " + given);
        }
        String shown = why == null ? source : source + ": " + why;
        for (ProfileValues model : selected(row.get("for"))) {
            given.forEach((name, value) -> model.set(text(name, "values"), value, shown));
        }
    }

    private List<ProfileValues> selected(Object selector) {
        if ("all".equals(selector)) {
            return List.copyOf(models.values());
        }
        List<?> names = selector instanceof List<?> list ? list : List.of(text(selector, "for"));
        List<ProfileValues> selected = new ArrayList<>();
        for (Object name : names) {
            List<ProfileValues> found = models.values().stream().filter(model -> model.isCalled(name)).toList();
            if (found.isEmpty()) {
                throw new IllegalStateException("a row is for " + name + ", which is nowhere listed");
            }
            selected.addAll(found);
        }
        return selected;
    }

    private static String source(Map<?, ?> row) {
        String source = text(row.get("source"), "source");
        if (!SOURCES.contains(source)) {
            throw new IllegalStateException("no such source: " + source);
        }
        return source;
    }

    private static Map<?, ?> mapping(Object value, String what) {
        return value instanceof Map<?, ?> map ? map : wrong(what, value);
    }

    private static List<?> sequence(Object value, String what) {
        return value instanceof List<?> list ? list : wrong(what, value);
    }

    private static String text(Object value, String what) {
        return value instanceof String text ? text : wrong(what, value);
    }

    private static <T> T wrong(String what, Object value) {
        throw new IllegalStateException(what + " cannot be " + value);
    }
}
