package io.pgweir.config;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** All keys of [pgbouncer] in the order of PgBouncer's SHOW CONFIG, whether they have an effect here or not. */
final class PgBouncerCatalog {
    /** How a value is written. */
    enum Kind {
        TEXT(".*"),
        POOL_MODE("(?i)session|transaction|statement"),
        AUTH_TYPE("(?i)any|trust|plain|md5|scram-sha-256|cert|hba|pam|ldap"),
        TLS_MODE("(?i)disable|allow|prefer|require|verify-ca|verify-full"),
        NUMBER("-?[0-9]+|0x[0-9a-fA-F]+"),
        SECONDS("[0-9]+(\\.[0-9]*)?|\\.[0-9]+"),
        OCTAL("0[0-7]*|[1-9][0-9]*");

        private final Pattern form;

        Kind(String form) {
            this.form = Pattern.compile(form, Pattern.DOTALL);
        }

        boolean admits(String value) {
            return form.matcher(value).matches();
        }

        /** The value as PgBouncer shows it; one that it would not admit is shown as it is. */
        String shown(String value) {
            return admits(value) ? canonical(value) : value;
        }

        private String canonical(String value) {
            return switch (this) {
                case TEXT -> value;
                case POOL_MODE, AUTH_TYPE, TLS_MODE -> value.toLowerCase(Locale.ROOT);
                case NUMBER, OCTAL -> Long.decode(value).toString();
                case SECONDS -> seconds(value);
            };
        }

        private static String seconds(String value) {
            BigDecimal number = new BigDecimal(value);
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
    }

    /**
     * One key.
     *
     * @param byDefault empty where PgBouncer shows NULL
     */
    record Key(String name, Kind kind, Optional<String> byDefault, boolean changeable) {}

    private static final Map<String, Key> KEYS = new LinkedHashMap<>();

    static {
        text("admin_users", "");
        number("application_name_add_host", "0");
        unset("auth_dbname");
        unset("auth_file");
        text("auth_hba_file", "");
        unset("auth_ident_file");
        unset("auth_ldap_options");
        text(
                "auth_query",
                "SELECT rolname, CASE WHEN rolvaliduntil < now() THEN NULL ELSE rolpassword END"
                        + " FROM pg_authid WHERE rolname=$1 AND rolcanlogin");
        name("auth_type", Kind.AUTH_TYPE, "md5");
        unset("auth_user");
        seconds("autodb_idle_timeout", "3600");
        seconds("cancel_wait_timeout", "10");
        seconds("client_idle_timeout", "0");
        seconds("client_login_timeout", "60");
        unset("client_tls13_ciphers");
        text("client_tls_ca_file", "");
        text("client_tls_cert_file", "");
        text("client_tls_ciphers", "default");
        text("client_tls_dheparams", "auto");
        text("client_tls_ecdhcurve", "auto");
        text("client_tls_key_file", "");
        text("client_tls_protocols", "secure");
        name("client_tls_sslmode", Kind.TLS_MODE, "disable");
        unset("conffile");
        number("default_pool_size", "20");
        boot("disable_pqexec", Kind.NUMBER, "0");
        seconds("dns_max_ttl", "15");
        seconds("dns_nxdomain_ttl", "15");
        seconds("dns_zone_check_period", "0");
        seconds("idle_transaction_timeout", "0");
        text("ignore_startup_parameters", "");
        boot("job_name", Kind.TEXT, "pgbouncer");
        boot("listen_addr", Kind.TEXT, "");
        boot("listen_backlog", Kind.NUMBER, "128");
        boot("listen_port", Kind.NUMBER, "6432");
        number("log_connections", "1");
        number("log_disconnections", "1");
        number("log_pooler_errors", "1");
        number("log_stats", "1");
        text("logfile", "");
        text("login_notify_message", "");
        number("max_client_conn", "100");
        number("max_db_client_connections", "0");
        number("max_db_connections", "0");
        number("max_packet_size", "2147483647");
        number("max_prepared_statements", "200");
        number("max_user_client_connections", "0");
        number("max_user_connections", "0");
        number("min_pool_size", "0");
        number("peer_id", "0");
        boot("pidfile", Kind.TEXT, "");
        boot("pkt_buf", Kind.NUMBER, "4096");
        name("pool_mode", Kind.POOL_MODE, "session");
        seconds("pool_idle_timeout", "0");
        seconds("query_timeout", "0");
        seconds("query_wait_notify", "5");
        seconds("query_wait_timeout", "120");
        number("reserve_pool_size", "0");
        seconds("reserve_pool_timeout", "5");
        boot("resolv_conf", Kind.TEXT, "");
        number("sbuf_loopcnt", "5");
        number("scram_iterations", "4096");
        seconds("server_check_delay", "30");
        text("server_check_query", "<empty>");
        seconds("server_connect_timeout", "15");
        number("server_fast_close", "0");
        seconds("server_idle_timeout", "600");
        seconds("server_lifetime", "3600");
        seconds("server_login_retry", "15");
        text("server_reset_query", "DISCARD ALL");
        number("server_reset_query_always", "0");
        number("server_round_robin", "0");
        unset("server_tls13_ciphers");
        text("server_tls_ca_file", "");
        text("server_tls_cert_file", "");
        text("server_tls_ciphers", "default");
        text("server_tls_key_file", "");
        text("server_tls_protocols", "secure");
        name("server_tls_sslmode", Kind.TLS_MODE, "prefer");
        boot("so_reuseport", Kind.NUMBER, "0");
        number("stats_period", "60");
        text("stats_users", "");
        seconds("suspend_timeout", "10");
        number("syslog", "0");
        text("syslog_facility", "daemon");
        text("syslog_ident", "pgbouncer");
        number("tcp_defer_accept", "1");
        number("tcp_keepalive", "1");
        number("tcp_keepcnt", "0");
        number("tcp_keepidle", "0");
        number("tcp_keepintvl", "0");
        number("tcp_socket_buffer", "0");
        number("tcp_user_timeout", "0");
        boot("track_extra_parameters", Kind.TEXT, "IntervalStyle");
        seconds("transaction_timeout", "0");
        boot("unix_socket_dir", Kind.TEXT, "/tmp");
        boot("unix_socket_group", Kind.TEXT, "");
        boot("unix_socket_mode", Kind.OCTAL, "0777");
        add(new Key("user", Kind.TEXT, Optional.empty(), false));
        add(new Key("verbose", Kind.NUMBER, Optional.empty(), true));
    }

    private PgBouncerCatalog() {}

    private static void add(Key key) {
        KEYS.put(key.name(), key);
    }

    private static void text(String name, String byDefault) {
        add(new Key(name, Kind.TEXT, Optional.of(byDefault), true));
    }

    private static void name(String name, Kind kind, String byDefault) {
        add(new Key(name, kind, Optional.of(byDefault), true));
    }

    private static void number(String name, String byDefault) {
        add(new Key(name, Kind.NUMBER, Optional.of(byDefault), true));
    }

    private static void seconds(String name, String byDefault) {
        add(new Key(name, Kind.SECONDS, Optional.of(byDefault), true));
    }

    private static void unset(String name) {
        add(new Key(name, Kind.TEXT, Optional.empty(), true));
    }

    private static void boot(String name, Kind kind, String byDefault) {
        add(new Key(name, kind, Optional.of(byDefault), false));
    }

    /** By name, in order. */
    static Map<String, Key> keys() {
        return KEYS;
    }
}
