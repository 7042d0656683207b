package io.pgweir.config;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** What clients call a database, and where it is. */
public record DatabaseConfig(
        @Setting(example = "main", doc = "The server that holds it: a name under servers.")
        String server,

        @Setting(example = "odoo", doc = "Its name on the server; unset is the name that the client used.")
        Optional<String> dbname,

        @Setting(
                example = "app",
                doc = "Log in to the server as this user, whoever the client is; unset is the client's user.")
        Optional<String> user,

        @Setting(example = "${APP_PASSWORD}", doc = "That user's password; unset is taken from the auth file.")
        Optional<Secret> password,

        @Setting(example = "SELECT 1", doc = "Run on each new server connection; errors are logged and ignored.")
        Optional<String> connectQuery,

        @Setting(
                def = "{}",
                example = "{timezone: UTC}",
                doc = "Parameters that server connections are started with, as client_encoding, datestyle, timezone.")
        Map<String, String> parameters,

        @Setting(example = "pgweir_auth", doc = "Overrides auth.user for this database.")
        Optional<String> authUser,

        @Setting(example = "SELECT * FROM secret_of($1)", doc = "Overrides auth.query for this database.")
        Optional<String> authQuery,

        @Setting(example = "postgres", doc = "Overrides auth.dbname for this database.")
        Optional<String> authDbname,

        @Setting(example = "30m", doc = "Overrides connections.lifetime for this database.")
        Optional<Duration> serverLifetime,

        @Setting(example = "100", doc = "Overrides clients.max_per_database for this database.")
        Optional<Integer> maxClients,

        @Setting(example = "5", doc = "Overrides session.max_pinned for this database.")
        Optional<Integer> maxPinned,

        @Setting(doc = "Any setting of pools, for this database.")
        Overrides<PoolsConfig> pools) {}
