package io.pgweir.it.harness;

import org.opentest4j.TestAbortedException;

/** Skips a test where everybody can see it. */
public final class Skip {
    private Skip() {}

    /** Skips the test unless the condition holds. */
    public static void unless(boolean condition, String reason) {
        if (!condition) {
            throw because(reason);
        }
    }

    static TestAbortedException because(String reason) {
        System.out.println("SKIPPED: " + reason);
        return new TestAbortedException(reason);
    }
}
