package io.pgweir.config;

import java.util.Map;
import java.util.OptionalInt;

/**
 * One whole configuration, checked: what the operator asked for and nothing that the program found out.
 *
 * <p>A reload makes a new one and compares; nothing here ever changes.
 */
public record Config(
        @Setting(
                def = "auto",
                min = 1,
                reloadable = false,
                doc = "Event loops that move bytes. auto is one on 1 or 2 cores and half the cores above that.")
        OptionalInt ioThreads,

        @Setting(doc = "Where clients connect.") ListenConfig listen,

        @Setting(doc = "What clients may use.") ClientsConfig clients,

        @Setting(doc = "How clients log in.") AuthConfig auth,

        @Setting(doc = "How servers are shared; every setting can be overridden per database and per user.")
        PoolsConfig pools,

        @Setting(doc = "The life of a server connection.") ConnectionsConfig connections,

        @Setting(doc = "What of a session follows its client from server to server.")
        SessionConfig session,

        @Setting(doc = "What is logged, and where.") LogConfig log,

        @Setting(doc = "The process itself.") ProcessConfig process,

        @Setting(doc = "Who may look and who may act.") AdminConfig admin,

        @Setting(doc = "The PostgreSQL servers (or a PgBouncer in front of one), each with a name of your choice.")
        Map<String, ServerConfig> servers,

        @Setting(doc = "What clients call a database, and where it is; * stands for every database that is not listed.")
        Map<String, DatabaseConfig> databases,

        @Setting(doc = "What differs for one user; it counts over what the database says.")
        Map<String, UserConfig> users) {

    /** The entry that serves every database that has none of its own. */
    public static final String ANY_DATABASE = "*";
}
