package org.modemfleet.onemo.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.modemfleet.onemo.profile.ModelProfile.CidRule;
import org.modemfleet.onemo.profile.ModelProfile.DataMode;
import org.modemfleet.onemo.profile.ModelProfile.Family;
import org.modemfleet.onemo.profile.ModelProfile.Timers;

/** What the rows of the data file have said so far about one model, by dotted name such as {@code cid.range}. */
final class ProfileValues {

    /** Stands for something that the model does not have. */
    static final String NONE = "none";

    /** Fields of the keys that a model may lack: without the key it has neither ranges nor defaults for them. */
    private static final Map<String, List<String>> REMOVABLE = Map.of(
            "cid", List.of("cid"), "ssl", List.of("sslEnable", "sslId"), "cached", List.of("cachedMode"));

    private final String model;
    private final String series;
    private final Family family;
    private final Map<String, Object> values = new LinkedHashMap<>();
    private final Map<String, String> sources = new LinkedHashMap<>();
    private final Set<String> read = new HashSet<>();

    ProfileValues(String model, String series, Family family, String source) {
        this.model = model;
        this.series = series;
        this.family = family;
        sources.put("model", source);
        sources.put("series", source);
        sources.put("family", source);
    }

    String model() {
        return model;
    }

    boolean isCalled(Object name) {
        return name.equals(model) || name.equals(series) || name.equals(family.name());
    }

    /** A later value replaces an earlier one; {@link #NONE} for a group removes what it consists of. */
    void set(String name, Object value, String source) {
        if (NONE.equals(value)) {
            values.keySet().removeIf(known -> known.startsWith(name + "."));
            sources.keySet().removeIf(known -> known.startsWith(name + "."));
        }
        values.put(name, value);
        sources.put(name, source);
    }

    ModelProfile toProfile() {
        CidRule cid = cid();
        IntRange sslIds = optional("sslIds", ProfileValues::range);
        Integer cacheBytes = optional("cacheBytes", Integer.class::cast);
        List<String> lacking = new ArrayList<>();
        if (cid == null) {
            lacking.add("cid");
        }
        if (sslIds == null) {
            lacking.add("ssl");
        }
        if (cacheBytes == null) {
            lacking.add("cached");
        }
        List<String> keys = new ArrayList<>();
        ((List<?>) required("keys")).forEach(key -> keys.add((String) key));
        keys.removeAll(lacking);
        ModelProfile profile = new ModelProfile(model, series, family, range(required("connectIds")), cid, sslIds,
                List.copyOf(keys), ranges(cid, sslIds, lacking), defaults(cid, lacking), lengths(), cacheBytes,
                number("commandLineBytes"), number("topicsPerCommand"), number("topicBytes"),
                optional("topicsBytes", Integer.class::cast), optional("parameterBytes", Integer.class::cast),
                number("messageBytes"), number("receivedTopicBytes"), number("receivedMessageBytes"), dataMode(),
                flag("separateTopics"), optional("publishSplitBytes", Integer.class::cast), flag("bootsWithMatready"),
                flag("echoAtStart"), number("tlsFileBytes"), flag("keepsTlsFiles"), flag("sleepDropsConnections"), number("sleepMode"),
                ((String) required("revision")).replace("{model}", model), timers(), shownSources(lacking));
        rejectUnread();
        return profile;
    }

    private @Nullable CidRule cid() {
        if (NONE.equals(values.get("cid"))) {
            read.add("cid");
            return null;
        }
        return new CidRule(range(required("cid.range")), optional("cid.defaultCid", Integer.class::cast));
    }

    private @Nullable DataMode dataMode() {
        if (NONE.equals(values.get("dataMode"))) {
            read.add("dataMode");
            return null;
        }
        return new DataMode(number("dataMode.maxBytes"), flag("dataMode.clampsLonger"), flag("dataMode.endsOnCtrlZ"),
                number("dataMode.timeoutSeconds"));
    }

    private Timers timers() {
        return new Timers(number("timers.connackSeconds"), number("timers.pingrespSeconds"),
                number("timers.bootSeconds"), number("timers.deepSleepSeconds"));
    }

    private Map<String, List<IntRange>> ranges(@Nullable CidRule cid, @Nullable IntRange sslIds, List<String> lacking) {
        Map<String, List<IntRange>> ranges = group("ranges.", ProfileValues::rangeList);
        if (cid != null) {
            ranges.put("cid", List.of(cid.range()));
        }
        if (sslIds != null) {
            ranges.put("sslId", List.of(sslIds));
        }
        lacking.forEach(key -> REMOVABLE.get(key).forEach(ranges::remove));
        return Collections.unmodifiableMap(ranges);
    }

    private Map<String, Object> defaults(@Nullable CidRule cid, List<String> lacking) {
        Map<String, Object> defaults = group("defaults.", Function.identity());
        if (cid != null && cid.defaultCid() != null) {
            defaults.put("cid", cid.defaultCid());
        }
        lacking.forEach(key -> REMOVABLE.get(key).forEach(defaults::remove));
        return Collections.unmodifiableMap(defaults);
    }

    private Map<String, IntRange> lengths() {
        return Collections.unmodifiableMap(group("lengths.", ProfileValues::range));
    }

    private <T> Map<String, T> group(String prefix, Function<Object, T> reader) {
        Map<String, T> group = new LinkedHashMap<>();
        values.keySet().stream().filter(name -> name.startsWith(prefix)).toList()
                .forEach(name -> group.put(name.substring(prefix.length()), reader.apply(required(name))));
        return group;
    }

    /** By the name of each field that is shown: what a row says of a group is shown in the maps too. */
    private Map<String, String> shownSources(List<String> lacking) {
        copySource("cid.range", "ranges.cid");
        copySource("cid.defaultCid", "defaults.cid");
        copySource("sslIds", "ranges.sslId");
        lacking.forEach(key -> REMOVABLE.get(key).forEach(field -> {
            sources.remove("ranges." + field);
            sources.remove("defaults." + field);
        }));
        if (NONE.equals(values.get("cid.defaultCid"))) {
            sources.remove("defaults.cid");
        }
        return Collections.unmodifiableMap(new LinkedHashMap<>(sources));
    }

    private void copySource(String from, String to) {
        String source = sources.get(from);
        if (source != null) {
            sources.put(to, source);
        }
    }

    private Object required(String name) {
        Object value = values.get(name);
        if (value == null || NONE.equals(value)) {
            throw new IllegalStateException(model + " needs " + name);
        }
        read.add(name);
        return value;
    }

    private <T> @Nullable T optional(String name, Function<Object, T> reader) {
        if (NONE.equals(values.get(name))) {
            read.add(name);
            return null;
        }
        return reader.apply(required(name));
    }

    private int number(String name) {
        return (Integer) required(name);
    }

    private boolean flag(String name) {
        return (Boolean) required(name);
    }

    /** A name that nobody reads is a misspelt one. */
    private void rejectUnread() {
        values.keySet().stream().filter(name -> !read.contains(name)).findFirst().ifPresent(name -> {
            throw new IllegalStateException(model + " has no " + name);
        });
    }

    private static IntRange range(Object value) {
        return IntRange.parse(value.toString());
    }

    private static List<IntRange> rangeList(Object value) {
        return Arrays.stream(value.toString().split(",")).map(IntRange::parse).toList();
    }
}
