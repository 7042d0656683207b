package io.pgweir.it.isolation;

import java.io.IOException;

/** The client's end came, as it had been drawn. */
final class Killed extends IOException {
    private static final long serialVersionUID = 1L;

    Killed() {
        super("killed");
    }
}
