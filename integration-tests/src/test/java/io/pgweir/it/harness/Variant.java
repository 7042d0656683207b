package io.pgweir.it.harness;

/** A way to run pgweir that must make no difference. */
public enum Variant {
    ONE_LOOP("1", ""),
    THREE_LOOPS("3", ""),
    CHANNEL("1", "-Dlink=channel");

    private final String ioThreads;
    private final String javaOptions;

    Variant(String ioThreads, String javaOptions) {
        this.ioThreads = ioThreads;
        this.javaOptions = javaOptions;
    }

    String ioThreads() {
        return ioThreads;
    }

    String javaOptions() {
        return javaOptions;
    }
}
