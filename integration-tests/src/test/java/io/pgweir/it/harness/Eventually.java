package io.pgweir.it.harness;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;

/** What holds soon, though not at once: looked at often, so that a test waits no longer than it must. */
public final class Eventually {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(10);

    private Eventually() {}

    /** Asks until there is an answer and no error. */
    public static <T> T answers(Callable<T> question) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(PAUSE)
                .ignoreExceptions()
                .until(question, Objects::nonNull);
    }

    /** Waits until the assertions hold. */
    public static void holds(ThrowingRunnable assertions) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(PAUSE)
                .untilAsserted(assertions);
    }
}
