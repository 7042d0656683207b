package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PgBouncerGlobalsTest {
    /** All settings of PgBouncer 1.26. */
    private static final String ALL_KEYS = """
            admin_users application_name_add_host auth_dbname auth_file auth_hba_file auth_ident_file auth_ldap_options
            auth_query auth_type auth_user autodb_idle_timeout cancel_wait_timeout client_idle_timeout
            client_login_timeout client_tls13_ciphers client_tls_ca_file client_tls_cert_file client_tls_key_file
            client_tls_ciphers client_tls_dheparams client_tls_ecdhcurve client_tls_protocols client_tls_sslmode
            conffile default_pool_size disable_pqexec dns_max_ttl dns_nxdomain_ttl dns_zone_check_period
            idle_transaction_timeout ignore_startup_parameters job_name service_name listen_addr listen_backlog
            listen_port log_connections log_disconnections log_pooler_errors log_stats logfile login_notify_message
            max_client_conn max_db_client_connections max_db_connections max_packet_size max_prepared_statements
            max_user_client_connections max_user_connections min_pool_size peer_id pidfile pkt_buf pool_mode
            pool_idle_timeout query_timeout query_wait_notify query_wait_timeout reserve_pool_size
            reserve_pool_timeout resolv_conf sbuf_loopcnt scram_iterations server_check_delay server_check_query
            server_connect_timeout server_fast_close server_idle_timeout server_lifetime server_login_retry
            server_reset_query server_reset_query_always server_round_robin server_tls13_ciphers server_tls_ca_file
            server_tls_cert_file server_tls_key_file server_tls_ciphers server_tls_protocols server_tls_sslmode
            so_reuseport stats_period stats_users suspend_timeout syslog syslog_facility syslog_ident
            tcp_defer_accept tcp_keepalive tcp_keepcnt tcp_keepidle tcp_keepintvl tcp_socket_buffer tcp_user_timeout
            track_extra_parameters transaction_timeout unix_socket_dir unix_socket_group unix_socket_mode user verbose
            """;

    private final TestFiles files;

    PgBouncerGlobalsTest(@TempDir Path directory) {
        files = new TestFiles(directory);
    }

    @Test
    void every_setting_of_pgbouncer_is_known() {
        Set<String> known = new TreeSet<>(PgBouncerKeys.supported().keySet());
        known.addAll(PgBouncerKeys.UNSUPPORTED.keySet());

        assertThat(known).isEqualTo(new TreeSet<>(List.of(ALL_KEYS.strip().split("\\s+"))));
    }

    @Test
    void the_defaults_are_pgbouncers() {
        Config config = files.ini("[databases]\n* = host=db1\n");

        assertThat(config.pools().mode()).isEqualTo(PoolMode.SESSION);
        assertThat(config.listen().address()).isEmpty();
        assertThat(config.listen().unixSocketDir()).contains("/tmp");
        assertThat(config.auth().type()).isEqualTo(AuthType.MD5);
        assertThat(config.clients().max()).isEqualTo(100);
        assertThat(config.admin().http().port()).isZero();
        assertThat(config.connections().lifetime()).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void global_settings_are_mapped() {
        Config config = files.ini("""
                [databases]
                * = host=db1
                [pgbouncer]
                listen_addr = 127.0.0.1, ::1
                listen_port = 7000
                unix_socket_dir =
                auth_type = SCRAM-SHA-256
                auth_file = users.txt
                pool_mode = Transaction
                max_client_conn = 500
                query_wait_timeout = 12.5
                log_stats = 0
                max_packet_size = 1000
                tcp_user_timeout = 1500
                admin_users = ops, root
                server_check_query =
                logfile =
                """);

        assertThat(config.listen().address()).containsExactly("127.0.0.1", "::1");
        assertThat(config.listen().port()).isEqualTo(7000);
        assertThat(config.listen().unixSocketDir()).isEmpty();
        assertThat(config.listen().tcpUserTimeout()).isEqualTo(1500);
        assertThat(config.auth().type()).isEqualTo(AuthType.SCRAM_SHA_256);
        assertThat(config.auth().file())
                .contains(files.directory().resolve("users.txt").toString());
        assertThat(config.pools().mode()).isEqualTo(PoolMode.TRANSACTION);
        assertThat(config.clients().max()).isEqualTo(500);
        assertThat(config.clients().maxPacketSize()).isEqualTo(new DataSize(1000));
        assertThat(config.pools().queryWaitTimeout()).isEqualTo(Duration.ofMillis(12_500));
        assertThat(config.log().stats()).isFalse();
        assertThat(config.log().file()).isEmpty();
        assertThat(config.admin().users()).containsExactly("ops", "root");
        assertThat(config.connections().checkQuery()).isEmpty();
    }

    @Test
    void server_tls_counts_for_every_server() {
        Config config = files.ini("""
                [databases]
                a = host=db1
                b = host=db2
                [pgbouncer]
                server_tls_sslmode = verify-full
                server_tls_ca_file = /etc/root.crt
                """);

        assertThat(config.servers().values())
                .extracting(ServerConfig::tls)
                .allSatisfy(tls -> assertThat(tls.mode()).isEqualTo(TlsMode.VERIFY_FULL))
                .allSatisfy(tls -> assertThat(tls.ca()).contains("/etc/root.crt"));
    }

    @Test
    void a_bad_server_tls_setting_is_reported_once() {
        List<String> problems =
                files.iniProblems("[databases]\na = host=db1\nb = host=db2\n[pgbouncer]\nserver_tls_sslmode = on\n");

        assertThat(problems)
                .containsExactly("pgbouncer.ini:5:22: server_tls_sslmode: \"on\""
                        + " (expected: one of disable, allow, prefer, require, verify-ca, verify-full)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            secure;                  secure
            all;                     secure
            default;                 secure
            tlsv1.3;                 tlsv1.3
            TLSv1.2:tlsv1.3;         tlsv1.2,tlsv1.3
            tlsv1.2, tlsv1.3;        tlsv1.2,tlsv1.3
            """)
    void tls_protocols_are_mapped(String theirs, String ours) {
        Config config = files.ini("[pgbouncer]\nclient_tls_protocols = " + theirs + "\n");

        assertThat(config.listen().tls().protocols()).containsExactly(ours.split(","));
    }

    @Test
    void old_tls_protocols_are_left_out_with_a_warning() {
        List<String> warnings =
                files.iniWarnings("[databases]\n*=host=x\n[pgbouncer]\nclient_tls_protocols = tlsv1.1,tlsv1.2\n");

        assertThat(warnings)
                .containsExactly("pgbouncer.ini:4:24: client_tls_protocols: \"tlsv1.1\" is not supported"
                        + " (expected: tlsv1.2 or tlsv1.3)");
        assertThat(files.load("pgbouncer.ini").config().listen().tls().protocols())
                .containsExactly("tlsv1.2");
    }

    @Test
    void permissions_without_a_leading_zero_are_decimal_as_in_pgbouncer() {
        List<String> warnings = files.iniWarnings("[databases]\n*=host=x\n[pgbouncer]\nunix_socket_mode = 511\n");

        assertThat(warnings)
                .containsExactly("pgbouncer.ini:4:20: unix_socket_mode: \"511\" is decimal and means 0777"
                        + " (expected: a leading zero, as in 0777)");
        assertThat(files.load("pgbouncer.ini").config().listen().unixSocketMode())
                .isEqualTo("0777");
    }

    @Test
    void permissions_with_a_leading_zero_are_octal() {
        assertThat(files.ini("[pgbouncer]\nunix_socket_mode = 0770\n").listen().unixSocketMode())
                .isEqualTo("0770");
    }

    @Test
    void pam_is_refused() {
        assertThat(files.iniProblems("[pgbouncer]\nauth_type = PAM\n"))
                .containsExactly("pgbouncer.ini:2:13: auth_type: \"PAM\" is not supported (expected: any, trust, plain,"
                        + " md5, scram-sha-256, cert, hba or ldap)");
    }

    @Test
    void certificates_need_tls_that_verifies_them() {
        assertThat(files.iniProblems("[pgbouncer]\nauth_type = cert\n"))
                .containsExactly("pgbouncer.ini:2:13: auth_type=cert requires client_tls_sslmode=verify-full");
    }

    @Test
    void ldap_needs_options_that_can_be_read() {
        assertThat(files.iniProblems("[pgbouncer]\nauth_type = ldap\nauth_ldap_options = ldaphost=x\n"))
                .containsExactly("pgbouncer.ini:3:21: cannot parse auth_ldap_options: \"ldaphost=x\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            pkt_buf = 8192;                2:1: "pkt_buf" is not supported yet and has no effect
            suspend_timeout = 10.5;        2:1: "suspend_timeout" is not supported yet and has no effect
            """)
    void what_is_not_supported_yet_is_a_warning(String line, String warning) {
        List<String> warnings = files.iniWarnings("[pgbouncer]\n" + line + "\n[databases]\n* = host=x\n");

        assertThat(warnings).containsExactly("pgbouncer.ini:" + warning);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pkt_buf = 4096", "suspend_timeout = 10.0", "syslog_facility = DAEMON", "user ="})
    void the_default_of_what_is_not_supported_yet_is_no_warning(String line) {
        assertThat(files.iniWarnings("[pgbouncer]\n" + line + "\n[databases]\n* = host=x\n"))
                .isEmpty();
    }
}
