package org.modemfleet.onemo;

/** {@code <input_format>} of the key {@code encoding}: how MQTTPUB's message and the will message are typed. */
public enum InputFormat {
    TEXT(0),
    HEX(1),
    ESCAPED(2);

    private final int value;

    InputFormat(int value) {
        this.value = value;
    }

    public int value() {
        return value;
    }

    /** @throws IllegalArgumentException for a value that no manual has */
    public static InputFormat of(int value) {
        for (InputFormat format : values()) {
            if (format.value == value) {
                return format;
            }
        }
        throw new IllegalArgumentException("input_format " + value + " is not within 0-2");
    }
}
