package io.pgweir.proxy.listen;

import java.util.ArrayList;
import java.util.List;

/** A query of a hub that is not answered yet, and what is to be done once it is. */
final class HubCommand {
    private final List<Runnable> then = new ArrayList<>();

    /** Runs this too, after what was added before. */
    void then(Runnable more) {
        then.add(more);
    }

    void succeeded() {
        then.forEach(Runnable::run);
    }
}
