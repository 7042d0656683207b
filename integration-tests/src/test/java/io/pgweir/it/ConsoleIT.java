package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Program;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.Variant;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators see and switch on the console. */
@IntegrationTest
@ParameterizedClass
@EnumSource(
        value = Variant.class,
        names = {"ONE_LOOP", "THREE_LOOPS"})
final class ConsoleIT {
    private static final String DATABASE = "postgres";

    @Parameter
    private Variant variant = Variant.ONE_LOOP;

    @SuppressWarnings("NullAway.Init") // started before the tests
    private PgweirProcess pgweir;

    @SuppressWarnings("NullAway.Init") // opened before each test
    private Console console;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(Postgres postgres) throws IOException, SQLException {
        Sql.database(postgres, "counted");
        pgweir = new PgweirConfig(postgres).variant(variant).start();
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() throws IOException {
        pgweir.close();
    }

    @BeforeEach
    void open() throws IOException {
        console = pgweir.console();
        if (!console.rows("POOLS", row -> DATABASE.equals(row.get("database"))).isEmpty()) {
            await().until(() -> console.pool(DATABASE, "cl_active") == 0);
            console.run("RECONNECT");
            await().until(() -> console.show("SERVERS").isEmpty());
        }
    }

    @AfterEach
    void close() throws IOException {
        console.close();
    }

    private WireClient client() throws IOException {
        return pgweir.wire(DATABASE, "alice");
    }

    @Test
    void tables_show_a_client_in_a_transaction_and_its_server() throws IOException {
        try (WireClient client = client()) {
            String backend =
                    String.valueOf(client.query("SELECT pg_backend_pid()").value());
            client.query("BEGIN");
            client.query("SELECT 1");

            assertThat(console.row("POOLS", "database", DATABASE))
                    .containsEntry("user", "alice")
                    .containsEntry("cl_active", "1")
                    .containsEntry("cl_waiting", "0")
                    .containsEntry("sv_active", "1")
                    .containsEntry("sv_idle", "0")
                    .containsEntry("pool_mode", "transaction");
            var server = console.row("SERVERS", "database", DATABASE);
            assertThat(server)
                    .containsEntry("type", "S")
                    .containsEntry("state", "active")
                    .containsEntry("remote_pid", backend);
            var row = console.row("CLIENTS", "user", "alice");
            assertThat(row)
                    .containsEntry("type", "C")
                    .containsEntry("state", "active")
                    .containsEntry("link", server.get("ptr"))
                    .containsEntry("port", Integer.toString(client.socket().getLocalPort()));
            assertThat(server).containsEntry("link", row.get("ptr"));
        }
    }

    @Test
    void tables_show_idle_servers_and_waiting_clients() throws IOException {
        List<WireClient> busy = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            busy.add(client());
            busy.get(i).query("BEGIN; SELECT 1");
        }
        try (WireClient waiting = client()) {
            waiting.simple("SELECT 'at last'").send();
            await().until(() -> console.pool(DATABASE, "cl_waiting") == 1);

            assertThat(console.rows("CLIENTS", row -> "waiting".equals(row.get("state"))))
                    .hasSize(1);

            for (WireClient each : busy) {
                each.query("COMMIT");
                each.close();
            }
            assertThat(waiting.answer().value()).isEqualTo("at last");
        }
        await().until(() -> console.pool(DATABASE, "sv_idle") == 4);
        assertThat(console.pool(DATABASE, "sv_active")).isZero();
    }

    @Test
    void databases_show_limits_and_use() throws IOException {
        try (WireClient client = client()) {
            client.query("SELECT 1");

            assertThat(console.row("DATABASES", "name", DATABASE))
                    .containsEntry("host", "127.0.0.1")
                    .containsEntry("database", DATABASE)
                    .containsEntry("pool_size", "4")
                    .containsEntry("current_connections", "1")
                    .containsEntry("paused", "0")
                    .containsEntry("disabled", "0");
        }
    }

    @Test
    void statistics_count_transactions_and_queries() throws IOException {
        try (WireClient client = pgweir.wire("counted", "alice")) {
            for (int i = 0; i < 7; i++) {
                client.query("SELECT 1");
            }
            client.query("BEGIN");
            client.query("SELECT 1");
            client.query("COMMIT");
        }

        var stats = console.row("STATS", "database", "counted");
        assertThat(Integer.parseInt(String.valueOf(stats.get("total_xact_count"))))
                .isEqualTo(8);
        assertThat(Integer.parseInt(String.valueOf(stats.get("total_query_count"))))
                .isEqualTo(10);
        assertThat(Long.parseLong(String.valueOf(stats.get("total_received")))).isPositive();
        assertThat(Long.parseLong(String.valueOf(stats.get("total_sent")))).isPositive();
    }

    @Test
    void pins_are_shown_with_their_reason() throws IOException {
        try (WireClient client = client()) {
            client.query("LISTEN news");

            await().until(() -> console.show("PINS").size() == 1);
            var pin = console.show("PINS").get(0);
            assertThat(pin).containsEntry("database", DATABASE).containsEntry("user", "alice");
            assertThat(pin.get("reasons")).isEqualTo("LISTEN");
            assertThat(pin.get("because")).isNotBlank();
        }
        await().until(() -> console.show("PINS").isEmpty());
    }

    @Test
    void help_lists_every_command_and_version_names_the_program() throws IOException {
        Answer help = console.run("SHOW HELP");

        assertThat(help.all('N').get(0).field('D'))
                .contains("SHOW POOLS", "SHOW PINS", "PAUSE", "KILL_CLIENT", "SHUTDOWN");
        assertThat(console.run("SHOW VERSION").value()).contains("pgweir");
    }

    @Test
    void configuration_is_shown_under_the_names_of_pgbouncer() throws IOException {
        assertThat(console.row("CONFIG", "key", "default_pool_size"))
                .containsEntry("value", "4")
                .containsEntry("default", "20")
                .containsEntry("changeable", "yes");
        assertThat(console.row("CONFIG", "key", "listen_port")).containsEntry("changeable", "no");
    }

    @Test
    void pause_waits_for_transactions_holds_queries_and_resume_lets_them_go() throws IOException {
        try (WireClient busy = client();
                WireClient held = client()) {
            busy.query("BEGIN; SELECT 1");
            console.client().simple("PAUSE").send();
            try (Console other = pgweir.console()) {
                await().until(() -> other.row("DATABASES", "name", DATABASE).containsValue("1"));
                held.simple("SELECT 'held'").send();
                await().until(() -> other.pool(DATABASE, "cl_waiting") == 1);
                assertThat(busy.query("COMMIT").tags()).containsExactly("COMMIT");
                assertThat(console.client().answer().tags()).containsExactly("PAUSE");
                assertThat(other.show("SERVERS")).isEmpty();

                other.run("RESUME");
            }
            assertThat(held.answer().value()).isEqualTo("held");
        }
    }

    @Test
    void pause_of_one_database_leaves_the_others_alone() throws IOException {
        console.run("PAUSE " + DATABASE);
        try (WireClient held = WireClient.connect(pgweir.port());
                WireClient other = pgweir.wire("template1", "alice")) {
            held.startup(DATABASE, "alice");
            assertThat(other.query("SELECT 1").value()).isEqualTo("1");
            assertThat(console.row("DATABASES", "name", "template1")).containsEntry("paused", "0");

            console.run("RESUME " + DATABASE);
            assertThat(held.answer().status()).isEqualTo('I');
        }
        console.run("PAUSE template1");
        console.run("RESUME template1");
    }

    @Test
    void reconnect_opens_new_servers_in_place_of_all() throws IOException {
        try (WireClient client = client()) {
            String before =
                    String.valueOf(client.query("SELECT inet_client_port()").value());

            console.run("RECONNECT");

            await().untilAsserted(() -> assertThat(
                            client.query("SELECT inet_client_port()").value())
                    .isNotEqualTo(before));
        }
    }

    @Test
    void kill_client_ends_that_client_and_no_other() throws IOException {
        try (WireClient victim = client();
                WireClient other = pgweir.wire("template1", "bob")) {
            String id = String.valueOf(console.row("CLIENTS", "user", "alice").get("id"));

            console.run("KILL_CLIENT " + id);

            Answer end = victim.answer();
            assertThat(end.error().message()).isEqualTo("admin forced disconnect");
            assertThat(end.error().sqlState()).isEqualTo("57P01");
            assertThat(end.closed()).isTrue();
            assertThat(other.query("SELECT 1").value()).isEqualTo("1");
            assertThat(console.client().query("KILL_CLIENT " + id).error().message())
                    .isEqualTo("client not found");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PAUSE",
                "RESUME",
                "RELOAD",
                "RECONNECT",
                "KILL_CLIENT 1",
                "SHUTDOWN",
                "SHUTDOWN WAIT_FOR_SERVERS",
                "SHUTDOWN WAIT_FOR_CLIENTS"
            })
    void who_may_only_look_may_not_act(String command) throws IOException {
        try (Console looking = new Console(pgweir.wire(PgweirProcess.CONSOLE, "stats"))) {
            assertThat(looking.client().query(command).error().message()).isEqualTo("admin access needed");
            assertThat(looking.show("POOLS")).isNotEmpty();
        }
    }

    @Test
    void an_empty_query_is_answered_as_a_server_does() throws IOException {
        assertThat(console.client().query("").types()).isEqualTo("IZ");
        assertThat(console.client().query(" ; ").types()).isEqualTo("IZ");
    }

    @Test
    void the_extended_protocol_is_refused_and_the_session_goes_on() throws IOException {
        WireClient client = console.client();
        client.parse("", "SHOW POOLS")
                .bind("", "")
                .execute("", 0)
                .simple("SHOW POOLS")
                .sync()
                .send();

        assertThat(client.answer().types()).isEqualTo("EZ");
        assertThat(console.show("POOLS")).isNotEmpty();
    }

    @Test
    void several_commands_may_come_at_once() throws IOException {
        WireClient client = console.client();
        client.simple("SHOW VERSION;")
                .simple("select pools")
                .simple("  show\n stats ;; ")
                .send();

        assertThat(client.answer().rows()).hasSize(1);
        assertThat(client.answer().all('T').get(0).columns()).contains("cl_active:23");
        assertThat(client.answer().all('T').get(0).columns()).contains("total_xact_count:1700");
    }

    @Test
    void psql_reads_tables() throws IOException {
        Program psql =
                Program.psql("host=127.0.0.1 port=" + pgweir.port() + " dbname=pgbouncer user=admin", "SHOW DATABASES");

        assertThat(psql.status()).isZero();
        assertThat(psql.output()).contains("pgbouncer|");
    }

    @Test
    void psycopg_reads_tables() throws IOException {
        Program python = Program.python(
                "psycopg2",
                "import psycopg2\n"
                        + "c = psycopg2.connect(host='127.0.0.1', port=" + pgweir.port()
                        + ", dbname='pgbouncer', user='admin')\n"
                        + "c.autocommit = True\n"
                        + "r = c.cursor()\n"
                        + "r.execute('SHOW POOLS')\n"
                        + "print([d.name for d in r.description], r.fetchall())\n");

        assertThat(python.output()).contains("'cl_active'", "'statement'");
    }
}
