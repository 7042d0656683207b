package io.pgweir.config;

import java.util.List;

/** One value. It may be a password, so it does not show in {@link #toString}. */
record RawText(String label, Place place, String text) implements Raw {
    RawText with(String otherText) {
        return new RawText(label, place, otherText);
    }

    @Override
    public String toString() {
        return label + " at " + place;
    }

    /** The values with commas between them. */
    static String join(List<RawText> values) {
        StringBuilder text = new StringBuilder();
        for (RawText value : values) {
            text.append(text.isEmpty() ? "" : ",").append(value.text);
        }
        return text.toString();
    }
}
