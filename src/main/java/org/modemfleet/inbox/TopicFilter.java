package org.modemfleet.inbox;

import java.util.Optional;

/** A topic filter (MQTT 3.1.1, 4.7): {@code +} one level, {@code #} the rest and the parent. */
public final class TopicFilter {

    private final String[] levels;

    private TopicFilter(String[] levels) {
        this.levels = levels;
    }

    /** Empty if the text is no filter. */
    public static Optional<TopicFilter> parse(String text) {
        String[] levels = text.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            boolean wildcard = levels[i].contains("+") || levels[i].contains("#");
            if (wildcard && levels[i].length() > 1 || levels[i].equals("#") && i < levels.length - 1) {
                return Optional.empty();
            }
        }
        return text.isEmpty() ? Optional.empty() : Optional.of(new TopicFilter(levels));
    }

    public boolean matches(String topic) {
        if (topic.startsWith("$") && (levels[0].equals("#") || levels[0].equals("+"))) {
            return false;
        }
        String[] names = topic.split("/", -1);
        for (int i = 0; i < levels.length; i++) {
            if (levels[i].equals("#")) {
                return true;
            }
            if (i >= names.length || !levels[i].equals("+") && !levels[i].equals(names[i])) {
                return false;
            }
        }
        return names.length == levels.length;
    }
}
