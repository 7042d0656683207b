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
            checkAuthDatabase(entry.getKey(), entry.getValue().authDbname());
        }
        checkCertificates();
        checkLdap(config.auth().ldapOptions());
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

    private void checkAuthDatabase(String name, Optional<String> authDatabase) {
        if (authDatabase.isPresent() && RESERVED.contains(authDatabase.get())) {
            Place place = root.placeOf("databases", name, "auth_dbname");
            problems.error(place, "cannot use the reserved \"" + authDatabase.get() + "\" database as an auth_dbname");
        }
    }

    private void checkCertificates() {
        boolean verified = config.listen().tls().mode() == TlsMode.VERIFY_FULL;
        if (config.auth().type() == AuthType.CERT && !verified) {
            problems.error(root.placeOf("auth", "type"), "auth_type=cert requires client_tls_sslmode=verify-full");
        }
    }

    private void checkLdap(Optional<String> options) {
        if (options.isPresent() && LdapOptions.parse(options.get()).isEmpty()) {
            problems.error(
                    root.placeOf("auth", "ldap_options"), "cannot parse auth_ldap_options: \"" + options.get() + "\"");
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
