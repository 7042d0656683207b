package io.pgweir.proxy.cli;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets root run PostgreSQL, which refuses to be run by root: in a user namespace of its own where there may be one, else
 * as {@code nobody}. Anybody else needs nothing of this.
 */
final class OtherUser {
    private static final String NOBODY = "nobody";
    private static final List<String> NAMESPACE = List.of("unshare", "--user");
    private static final List<String> SETPRIV =
            List.of("setpriv", "--reuid=" + NOBODY, "--regid=nogroup", "--clear-groups");

    private OtherUser() {}

    private static boolean root() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** The command as it can be run here. */
    static List<String> command(List<String> words) {
        if (!root()) {
            return words;
        }
        List<String> wrapped = new ArrayList<>(namespaces() ? NAMESPACE : SETPRIV);
        wrapped.addAll(words);
        return wrapped;
    }

    /**
     * Makes a folder the property of whoever runs the command.
     *
     * @throws IOException when neither way is open
     */
    static void handOver(Path folder) throws IOException {
        if (!root() || namespaces()) {
            return;
        }
        if (!works(SETPRIV)) {
            throw new IOException("PostgreSQL does not run as root, and neither unshare --user nor setpriv works here; "
                    + "run this as an ordinary user");
        }
        Files.setOwner(
                folder, FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName(NOBODY));
    }

    private static boolean namespaces() {
        return works(NAMESPACE);
    }

    private static boolean works(List<String> prefix) {
        List<String> words = new ArrayList<>(prefix);
        words.add("true");
        try {
            return new ProcessBuilder(words).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
