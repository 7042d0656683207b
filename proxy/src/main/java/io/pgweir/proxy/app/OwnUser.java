package io.pgweir.proxy.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The user of the system that this process belongs to. */
final class OwnUser {
    static final int ROOT = 0;

    private static final int NOBODY = -1;

    private OwnUser() {}

    /** Its number; where the system does not say, one that nobody has. */
    static int uid() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid ? uid : NOBODY;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return NOBODY;
        }
    }
}
