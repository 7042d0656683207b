package io.pgweir.proxy.session;

import io.pgweir.proxy.net.HotPath;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which applications of one pool ask for the last value of a sequence, which only the server knows that moved it.
 * Sessions of one that asks keep their server; so do, for a moment, the first sessions of one that nobody knows yet
 * and that calls {@code nextval} itself. Bounded; confined to the pool's loop.
 */
final class SequenceHabits {
    private static final int MAX_APPLICATIONS = 200;
    private static final int TRIALS = 20;
    private static final int ASKS = -1;

    private boolean someAsk;
    private final Map<String, Integer> trials = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
            return size() > MAX_APPLICATIONS;
        }
    };

    /** The application asked. */
    void asks(String application) {
        trials.put(application, ASKS);
        someAsk = true;
    }

    /** Whether any application was ever seen to ask. */
    @HotPath
    boolean someAsk() {
        return someAsk;
    }

    /** Whether it was seen to ask. */
    boolean mayAsk(String application) {
        return trials.getOrDefault(application, 0) == ASKS;
    }

    /** Whether it asks, or is not known well enough yet. */
    boolean wants(String application) {
        return trials.getOrDefault(application, 0) < TRIALS;
    }

    /** A session of the application called {@code nextval}. */
    void calledNextValue(String application) {
        int count = trials.getOrDefault(application, 0);
        if (count != ASKS) {
            trials.put(application, count + 1);
        }
    }
}
