package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Ports;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What monitoring ask of the console: prometheus' pgbouncer_exporter and Datadog's check, with the columns they read. */
@IntegrationTest
final class MonitoringIT {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss zzz", Locale.ROOT);

    @SuppressWarnings("NullAway.Init") // started before the tests
    private PgweirProcess pgweir;

    @SuppressWarnings("NullAway.Init") // opened before the tests
    private WireClient client;

    @SuppressWarnings("NullAway.Init") // opened before the tests
    private Console console;

    @BeforeAll
    void start(Postgres postgres) throws IOException {
        pgweir = PgweirProcess.startIni("""
            [databases]
            postgres = host=127.0.0.1 port=%d pool_size=3 pool_mode=transaction
            [users]
            alice = pool_size=7 max_user_connections=9
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = %d
            unix_socket_dir =
            auth_type = trust
            admin_users = admin
            stats_users = stats
            """.formatted(postgres.port(), Ports.free()));
        client = pgweir.wire("postgres", "alice");
        client.query("BEGIN; SELECT 1");
        console = new Console(pgweir.wire("pgbouncer", "stats"));
    }

    @AfterAll
    void stop() throws IOException {
        console.close();
        client.close();
        pgweir.close();
    }

    private static void assertNumbers(Map<String, @Nullable String> row, String columns) {
        for (String column : columns.split(" ", -1)) {
            assertThat(row.get(column)).as(column).matches("\\d+");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "STATS, database, total_query_count total_xact_count total_received total_sent total_query_time total_xact_time"
                + " total_wait_time total_server_assignment_count total_client_parse_count total_server_parse_count"
                + " total_bind_count avg_recv avg_sent avg_query_time avg_xact_time avg_query_count avg_xact_count"
                + " avg_wait_time",
        "POOLS, database, cl_active cl_waiting cl_active_cancel_req cl_waiting_cancel_req sv_active sv_active_cancel"
                + " sv_being_canceled sv_idle sv_used sv_tested sv_login maxwait maxwait_us",
        "DATABASES, name, port pool_size min_pool_size reserve_pool_size max_connections current_connections paused"
                + " disabled max_client_connections current_client_connections"
    })
    void each_database_has_a_row_of_numbers(String table, String key, String columns) throws IOException {
        assertNumbers(console.row(table, key, "postgres"), columns);
        assertNumbers(console.row(table, key, "pgbouncer"), columns);
    }

    @Test
    void lists_have_every_item() throws IOException {
        List<String> lists = console.show("LISTS").stream()
                .map(row -> String.valueOf(row.get("list")))
                .toList();

        assertThat(lists)
                .containsExactly(
                        "databases",
                        "users",
                        "peers",
                        "pools",
                        "peer_pools",
                        "free_clients",
                        "used_clients",
                        "login_clients",
                        "free_servers",
                        "used_servers",
                        "dns_names",
                        "dns_zones",
                        "dns_queries",
                        "dns_pending");
        assertThat(console.row("LISTS", "list", "used_clients")).containsEntry("items", "2");
        assertThat(console.row("LISTS", "list", "used_servers")).containsEntry("items", "1");
        assertThat(console.row("LISTS", "list", "databases")).containsEntry("items", "2");
    }

    @Test
    void configuration_has_limits_under_the_names_of_pgbouncer() throws IOException {
        assertThat(console.show("CONFIG")).hasSize(100);
        assertThat(console.row("CONFIG", "key", "max_client_conn")).containsEntry("value", "100");
        assertThat(console.row("CONFIG", "key", "max_user_connections")).containsEntry("value", "0");
    }

    @Test
    void version_has_the_form_of_pgbouncer() throws IOException {
        assertThat(console.run("SHOW VERSION").value()).matches("PgBouncer \\d+\\.\\d+\\.\\d+.*");
    }

    @ParameterizedTest
    @CsvSource({"CLIENTS, C", "SERVERS, S", "SOCKETS, S", "ACTIVE_SOCKETS, C"})
    void sockets_have_times_that_can_be_read(String table, String type) throws IOException {
        var rows = console.rows(table, row -> type.equals(row.get("type")) && "alice".equals(row.get("user")));

        assertThat(rows).hasSize(1);
        for (String column : List.of("connect_time", "request_time")) {
            String time = String.valueOf(rows.get(0).get(column));
            assertThat(ZonedDateTime.parse(time, TIME)).as(time).isBefore(ZonedDateTime.now(ZoneId.systemDefault()));
        }
        assertNumbers(rows.get(0), "port local_port wait wait_us close_needed id");
        assertThat(rows.get(0)).containsEntry("replication", "none");
    }

    @Test
    void users_show_what_is_said_of_them_and_what_they_use() throws IOException {
        assertThat(console.row("USERS", "name", "alice"))
                .containsEntry("pool_size", "        7")
                .containsEntry("reserve_pool_size", "")
                .containsEntry("max_user_connections", "9")
                .containsEntry("current_connections", "1")
                .containsEntry("current_client_connections", "1");
    }

    @Test
    void totals_are_those_of_all_databases() throws IOException {
        assertThat(console.show("TOTALS")).hasSize(24);
        String logins =
                console.row("TOTALS", "name", "total_client_login_count").get("value");
        assertThat(Integer.parseInt(String.valueOf(logins))).isGreaterThanOrEqualTo(2);
        assertThat(console.row("STATS_TOTALS", "database", "postgres")).containsEntry("client_login_count", "1");
        assertThat(console.row("STATS_AVERAGES", "database", "postgres")).containsKey("avg_client_login_count");
    }

    @ParameterizedTest
    @CsvSource({
        "MEM, 'name:25,size:23,used:23,free:23,memtotal:23'",
        "DNS_HOSTS, 'hostname:25,ttl:20,addrs:25'",
        "DNS_ZONES, 'zonename:25,serial:20,count:23'",
        "PEERS, 'peer_id:23,host:25,port:23,pool_size:23'",
        "PEER_POOLS, 'peer_id:23,cl_active_cancel_req:23,cl_waiting_cancel_req:23,sv_active_cancel:23,sv_login:23'",
        "STATE, 'key:25,value:25'"
    })
    void tables_of_the_process_have_the_columns_of_pgbouncer(String table, String columns) throws IOException {
        assertThat(String.join(",", console.run("SHOW " + table).all('T').get(0).columns()))
                .isEqualTo(columns);
    }
}
