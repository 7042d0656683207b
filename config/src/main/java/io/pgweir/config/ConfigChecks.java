package io.pgweir.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks what no setting can say by itself: that what they name exists and that what belongs together is there. */
final class ConfigChecks {
    /** The names of the console. */
    private static final List<String> RESERVED = List.of("pgweir", "pgbouncer");

    private final Config config;
    private final RawSection root;
    private final Problems problems;

    ConfigChecks(Config config, RawSection root, Problems problems) {
        this.config = config;
        this.root = root;
        this.problems = problems;
    }

    void run() {
        for (Map.Entry<String, DatabaseConfig> entry : config.databases().entrySet()) {
            checkDatabase(entry.getKey(), entry.getValue().server());
        }
        checkListenTls(config.listen().tls());
        for (Map.Entry<String, ServerConfig> entry : config.servers().entrySet()) {
            ServerTlsConfig tls = entry.getValue().tls();
            checkPair(tls.cert(), tls.key(), root.placeOf("servers", entry.getKey(), "tls"));
        }
    }

    private void checkDatabase(String name, String server) {
        if (RESERVED.contains(name)) {
            Place place = root.placeOf("databases", name);
            problems.error(place, "database \"" + name + "\" is the console (expected: another name)");
        }
        boolean missing = server.isEmpty(); // and reported
        if (!missing && !config.servers().containsKey(server)) {
            Place place = root.placeOf("databases", name, "server");
            String hint = Names.didYouMean(server, config.servers().keySet());
            problems.error(place, "database \"" + name + "\" names the unknown server \"" + server + "\"" + hint);
        }
    }

    private void checkListenTls(ListenTlsConfig tls) {
        Place place = root.placeOf("listen", "tls", "mode");
        if (tls.mode() != TlsMode.DISABLE && (tls.cert().isEmpty() || tls.key().isEmpty())) {
            String mode = Names.ofConstant(tls.mode());
            problems.error(place, "TLS mode " + mode + " towards clients needs a certificate and its key");
        } else {
            checkPair(tls.cert(), tls.key(), place);
        }
    }

    private void checkPair(Optional<String> cert, Optional<String> key, Place place) {
        if (cert.isPresent() != key.isPresent()) {
            String given = cert.isPresent() ? "a TLS certificate without its key" : "a TLS key without its certificate";
            problems.error(place, given + " (expected: both or none)");
        }
    }
}
