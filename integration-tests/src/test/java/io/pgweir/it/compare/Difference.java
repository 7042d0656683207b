package io.pgweir.it.compare;

/**
 * Where two worlds part.
 *
 * @param step the number of the step after which they do
 */
record Difference(int step, String expected, String actual) {
    /** What differs, without where. */
    String content() {
        return "  directly:\n" + expected + "  through pgweir:\n" + actual;
    }

    @Override
    public String toString() {
        return "after step " + (step + 1) + "\n" + content();
    }
}
