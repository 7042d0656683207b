package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.Eventually;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.Variant;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.sql.SQLException;
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

/** LISTEN gives a session a server of its own, for exactly as long as it listens. */
@IntegrationTest
@ParameterizedClass
@EnumSource(Variant.class)
@SuppressWarnings("NullAway.Init") // started before the tests
final class ListenIT {
    private static final String DATABASE = "listening";
    private static final int POOL = 2;

    @Parameter
    private Variant variant = Variant.ONE_LOOP;

    private PgweirProcess pgweir;
    private Console console;
    private WireClient client;
    private WireClient sender;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(Postgres postgres) throws IOException, SQLException {
        Sql.database(postgres, DATABASE);
        pgweir = new PgweirConfig(postgres)
                .variant(variant)
                .with("pools", "{size: " + POOL + "}")
                .start();
        console = pgweir.console();
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() throws IOException {
        console.close();
        pgweir.close();
    }

    @BeforeEach
    void login() throws IOException {
        client = login("listener");
        sender = login("sender");
    }

    private WireClient login(String application) throws IOException {
        return pgweir.wire(DATABASE, "alice", "application_name", application);
    }

    @AfterEach
    void leave() throws IOException {
        client.close();
        sender.close();
        awaitPins(0);
    }

    private void awaitPins(int count) {
        Eventually.holds(() -> assertThat(console.show("PINS")).hasSize(count));
    }

    private void assertListens(WireClient listener, String channel) throws IOException {
        sender.query("SELECT pg_notify('" + channel + "', 'hello')");
        assertThat(listener.read('A').notification()).isEqualTo(channel + ":hello");
    }

    private static void assertSucceeds(Answer answer) {
        assertThat(answer.failed()).as(answer.toString()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LISTEN news",
                "listen News;",
                "LISTEN \"news\"",
                "LISTEN U&\"\\006eews\"",
                "\n\t ;;LISTEN/**/news",
                "/* a /* nested */ comment */ LISTEN news -- and one behind",
                "-- a line\nLISTEN news",
                "SELECT ';'; LISTEN news; SELECT 1",
                "SELECT E'it\\'s; LISTEN other', $$ LISTEN other $$, $a$ $b$ $a$; LISTEN news",
                "BEGIN; SELECT 1; LISTEN news; COMMIT",
                "SET search_path = public; LISTEN news",
            })
    void a_listen_is_seen_however_it_is_written(String sql) throws IOException {
        assertSucceeds(client.query(sql));

        awaitPins(1); // the client has its answer before the census
        assertThat(console.row("PINS", "database", DATABASE))
                .containsEntry("reasons", "LISTEN")
                .containsEntry("application_name", "listener");
        assertListens(client, "news");
    }

    @Test
    void a_listen_of_the_extended_protocol_holds() throws IOException {
        client.parse("", "LISTEN one").bind("", "").execute("", 0).sync();
        client.parse("named", "LISTEN two").sync();
        client.bind("", "named").describe('P', "").execute("", 0).sync().send();

        assertThat(client.answer().types()).isEqualTo("12CZ");
        assertThat(client.answer().types()).isEqualTo("1Z");
        assertThat(client.answer().types()).isEqualTo("2nCZ");
        assertListens(client, "one");
        assertListens(client, "two");
    }

    @Test
    void a_parsed_listen_pins_nobody_before_it_runs() throws IOException {
        assertThat(client.parse("later", "LISTEN later").sync().send().answer().types())
                .isEqualTo("1Z");
        client.query("SELECT 1");
        assertThat(console.show("PINS")).isEmpty();

        client.bind("", "later").execute("", 0).sync().send();
        assertThat(client.answer().types()).isEqualTo("2CZ");

        awaitPins(1);
        assertListens(client, "later");
    }

    @Test
    void a_listen_in_a_transaction_stays_on_its_server_and_counts_from_commit() throws IOException {
        client.query("BEGIN");
        String server = String.valueOf(client.query("SELECT pg_backend_pid()").value());
        assertSucceeds(client.query("LISTEN news"));
        sender.query("NOTIFY news, 'too early'");

        assertThat(client.query("COMMIT").tags()).containsExactly("COMMIT");

        assertListens(client, "news");
        assertThat(client.query("SELECT pg_backend_pid()").value()).isEqualTo(server);
        awaitPins(1);
        assertThat(console.row("PINS", "database", DATABASE)).containsEntry("server_pid", server);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "LISTEN news; ROLLBACK",
                "SAVEPOINT a; LISTEN news; ROLLBACK TO a; COMMIT",
                "LISTEN news; SELECT 1/0",
                "LISTEN news; UNLISTEN news; COMMIT",
            })
    void a_listen_that_is_taken_back_pins_nobody(String sql) throws IOException {
        client.query("BEGIN");
        for (String statement : sql.split("; ", -1)) {
            client.query(statement);
        }
        client.query("ROLLBACK");

        awaitPins(0);
        sender.query("NOTIFY news, 'for nobody'");
        assertThat(client.query("SELECT 1").all('A')).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNLISTEN *", "UNLISTEN one; UNLISTEN two", "DISCARD ALL", "/**/ unlisten * ;"})
    void the_server_is_given_back_when_nothing_is_listened_for(String sql) throws IOException {
        client.query("LISTEN one; LISTEN two");
        client.query("UNLISTEN no_such_channel");
        awaitPins(1);

        assertSucceeds(client.query(sql));

        awaitPins(0);
        sender.query("NOTIFY one, 'x'; NOTIFY two, 'x'");
        assertThat(client.query("SELECT 'still here'").value()).isEqualTo("still here");
        assertThat(client.query("SELECT 1").all('A')).isEmpty();
    }

    @Test
    void who_still_listens_for_something_stays() throws IOException {
        client.query("LISTEN one; LISTEN two");

        client.query("UNLISTEN one");
        client.query("BEGIN; UNLISTEN two; ROLLBACK");

        awaitPins(1);
        assertListens(client, "two");
    }
}
