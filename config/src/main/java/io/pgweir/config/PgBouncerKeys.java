package io.pgweir.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** PgBouncer's names: where each leads to in our configuration, and those that lead nowhere yet. */
final class PgBouncerKeys {
    /** What stands before the paths of settings that PgBouncer has once and we have for each server. */
    static final String EACH_SERVER = "servers.*.";

    /** Keys of [pgbouncer] that we do not know what to do with yet, and their defaults. */
    static final Map<String, String> UNSUPPORTED = pairs(
            "conffile", "",
            "dns_zone_check_period", "0",
            "job_name", "pgbouncer",
            "peer_id", "0",
            "pkt_buf", "4096",
            "resolv_conf", "",
            "sbuf_loopcnt", "5",
            "service_name", "pgbouncer",
            "suspend_timeout", "10");

    /** Keys of an entry of [databases], beside host and port. */
    static final Map<String, String> DATABASE = pairs(
            "dbname", "dbname",
            "user", "user",
            "password", "password",
            "connect_query", "connect_query",
            "auth_user", "auth_user",
            "auth_query", "auth_query",
            "auth_dbname", "auth_dbname",
            "client_encoding", "parameters.client_encoding",
            "datestyle", "parameters.datestyle",
            "timezone", "parameters.timezone",
            "application_name", "parameters.application_name",
            "pool_mode", "pools.mode",
            "pool_size", "pools.size",
            "min_pool_size", "pools.min",
            "reserve_pool", "pools.reserve",
            "reserve_pool_size", "pools.reserve",
            "max_db_connections", "pools.max_db_connections",
            "query_wait_timeout", "pools.query_wait_timeout",
            "server_lifetime", "server_lifetime",
            "max_db_client_connections", "max_clients");

    /** Keys of an entry of [users]. */
    static final Map<String, String> USER = pairs(
            "pool_mode", "pools.mode",
            "pool_size", "pools.size",
            "reserve_pool_size", "pools.reserve",
            "max_user_connections", "pools.max_user_connections",
            "query_timeout", "pools.query_timeout",
            "idle_transaction_timeout", "pools.idle_transaction_timeout",
            "transaction_timeout", "pools.transaction_timeout",
            "query_wait_timeout", "pools.query_wait_timeout",
            "client_idle_timeout", "client_idle_timeout",
            "max_user_client_connections", "max_clients");

    /** Keys of an entry whose zero means that the global setting counts. */
    static final List<String> ZERO_IS_UNSET = List.of(
            "max_db_connections",
            "max_db_client_connections",
            "max_user_connections",
            "max_user_client_connections",
            "query_timeout",
            "idle_transaction_timeout",
            "transaction_timeout",
            "client_idle_timeout");

    private PgBouncerKeys() {}

    /** Keys of [pgbouncer] that have a setting of ours, with its path. */
    static Map<String, String> supported() {
        Map<String, String> paths = new LinkedHashMap<>();
        for (CatalogSetting setting : SettingCatalog.settings()) {
            if (setting.pgbouncerName().isPresent()) {
                paths.put(setting.pgbouncerName().get(), setting.path());
            }
        }
        for (Component component : SettingsRecord.of(ServerTlsConfig.class).components()) {
            paths.put(component.setting().pgbouncer(), EACH_SERVER + "tls." + component.name());
        }
        return paths;
    }

    private static Map<String, String> pairs(String... namesAndValues) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            pairs.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return pairs;
    }
}
