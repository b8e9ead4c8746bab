package org.modemfleet.desired;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Which settings a module reports otherwise than they were last set through us. */
public final class Differences {

    private Differences() {}

    /**
     * The keys that differ, in the order of the desired ones. A key or field that is not reported differs too, but
     * {@code sslId} does not count while {@code sslEnable} is 0: some firmware leaves it out then.
     *
     * @param desired key to fields
     * @param reported key to fields
     */
    public static List<String> of(Map<String, Map<String, Object>> desired,
            Map<String, Map<String, Object>> reported) {
        return desired.entrySet().stream()
                .filter(wanted -> differ(wanted.getValue(), reported.getOrDefault(wanted.getKey(), Map.of())))
                .map(Map.Entry::getKey).toList();
    }

    private static boolean differ(Map<String, Object> wanted, Map<String, Object> reported) {
        boolean withoutTls = Integer.valueOf(0).equals(wanted.get("sslEnable"));
        return wanted.entrySet().stream()
                .filter(field -> !(withoutTls && field.getKey().equals("sslId")))
                .anyMatch(field -> !Objects.equals(field.getValue(), reported.get(field.getKey())));
    }
}
