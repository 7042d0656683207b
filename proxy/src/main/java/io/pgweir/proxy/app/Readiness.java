package io.pgweir.proxy.app;

import io.pgweir.proxy.net.UnixDatagram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whoever started the process that clients may come: bin/pgbouncer -d by a file, systemd by its socket. */
final class Readiness {
    private static final Logger LOG = LoggerFactory.getLogger(Readiness.class);

    private Readiness() {}

    /** It is up. */
    static void tell() {
        String file = System.getProperty("pgweir.ready.file", "");
        try {
            if (!file.isEmpty()) {
                Path unused = Files.createFile(Path.of(file));
            }
            notify("READY=1");
        } catch (IOException e) {
            LOG.atWarn().log("cannot tell that pgweir is up: {}", e.getMessage());
        }
    }

    /** It is on its way to the end. */
    static void stopping() {
        try {
            notify("STOPPING=1");
        } catch (IOException e) {
            LOG.atWarn().log("cannot tell that pgweir is stopping: {}", e.getMessage());
        }
    }

    /** Speaks to systemd, sd_notify(3), if it listens. */
    private static void notify(String state) throws IOException {
        String address = System.getenv("NOTIFY_SOCKET");
        if (address != null && !address.isEmpty()) {
            UnixDatagram.send(address, state.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
