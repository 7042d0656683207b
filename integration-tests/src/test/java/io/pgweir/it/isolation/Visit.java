package io.pgweir.it.isolation;

import java.io.IOException;

/** What one client does, again and again, for one kind of state: it sets its own, and looks at whose it meets. */
interface Visit {
    /** Does something chosen at random; fails when it meets anything but what it left itself. */
    void round() throws IOException;

    /** The client is about to die, or to go. */
    default void leaves() {}
}
