package io.pgweir.proxy.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Running as another user when started as root. A JVM cannot change its user: it tells the launcher whom to be, and is
 * started again as that.
 */
final class OtherUser {
    /** Exit status that asks the launcher to start again as the user whose name is in the file. */
    static final int START_AGAIN = 100;

    private static final String FILE = System.getProperty("pgweir.user.file", "");

    private OtherUser() {}

    /**
     * Asks for it, if it is wanted and this is root; answers whether the process must end for it.
     *
     * @throws IOException when nobody is there to ask
     */
    static boolean ask(Optional<String> wanted) throws IOException {
        if (wanted.filter(name -> !name.isBlank()).isEmpty() || OwnUser.uid() != OwnUser.ROOT) {
            return false;
        }
        if (FILE.isEmpty()) {
            throw new IOException("cannot become user \"" + wanted.get()
                    + "\": started without bin/pgbouncer (under systemd set User= in the unit instead)");
        }
        Files.writeString(Path.of(FILE), wanted.get());
        return true;
    }
}
