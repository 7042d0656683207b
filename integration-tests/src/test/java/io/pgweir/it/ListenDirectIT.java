package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.Console;
import io.pgweir.it.harness.Eventually;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgBouncerProcess;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In front of a PgBouncer: ordinary work goes through it, whoever listens goes straight to PostgreSQL. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started before the tests
final class ListenDirectIT {
    private static final String DATABASE = "listendirect";

    private PgBouncerProcess pgbouncer;
    private PgweirProcess pgweir;
    private Console console;
    private Console pooler;
    private WireClient client;
    private WireClient sender;

    @BeforeAll
    void start(Postgres postgres) throws IOException, SQLException {
        Sql.database(postgres, DATABASE);
        pgbouncer = PgBouncerProcess.start(postgres, List.of("\"alice\" \"\"", "\"admin\" \"\""));
        pooler = new Console(WireClient.login(pgbouncer.port(), "pgbouncer", "admin"));
        pgweir = new PgweirConfig(postgres)
                .with(
                        "servers",
                        "{main: {host: 127.0.0.1, port: " + pgbouncer.port()
                                + ", tls: {mode: disable}, direct: {host: 127.0.0.1, port: " + postgres.port() + "}}}")
                .start();
        console = pgweir.console();
    }

    @AfterAll
    void stop() throws IOException {
        if (pgweir != null) { // it was not started where there is no PgBouncer
            console.close();
            pgweir.close();
            pooler.close();
            pgbouncer.close();
        }
    }

    @BeforeEach
    void login() throws IOException {
        client = pgweir.wire(DATABASE, "alice");
        sender = pgweir.wire(DATABASE, "alice");
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

    private void assertListens() throws IOException {
        sender.query("NOTIFY news, 'hello'");
        assertThat(client.read('A').notification()).isEqualTo("news:hello");
    }

    /** Whether PgBouncer knows the server connection that this client has now. */
    private boolean throughPgBouncer(WireClient asker) throws IOException {
        // pg_backend_pid() would be a reason for a server of its own
        String pid = asker.query(
                        "SELECT pid FROM pg_stat_activity WHERE query LIKE '%who runs this%' AND state = 'active'")
                .value();
        return !pooler.rows("SERVERS", row -> String.valueOf(pid).equals(row.get("remote_pid")))
                .isEmpty();
    }

    @Test
    void who_listens_has_a_server_that_the_pooler_does_not_know() throws IOException {
        assertThat(throughPgBouncer(client)).isTrue();

        assertThat(client.query("LISTEN news").failed()).isFalse();

        awaitPins(1);
        assertListens();
        assertThat(throughPgBouncer(client)).isFalse();
        assertThat(throughPgBouncer(sender)).isTrue();
        client.query("UNLISTEN *");
        awaitPins(0);
        assertThat(throughPgBouncer(client)).isTrue();
    }

    @Test
    void a_transaction_that_begins_with_listen_moves_over() throws IOException {
        assertThat(client.query("BEGIN").status()).isEqualTo('T');
        assertThat(client.query("LISTEN news").status()).isEqualTo('T');
        assertThat(client.query("COMMIT").tags()).containsExactly("COMMIT");

        awaitPins(1);
        assertListens();
        assertThat(throughPgBouncer(client)).isFalse();
    }

    @Test
    void a_transaction_that_did_something_cannot_move_and_is_told_so() throws IOException {
        client.query("BEGIN");
        client.query("SELECT count(*) FROM pg_class");

        Answer answer = client.query("LISTEN news");

        assertThat(answer.error().sqlState()).isEqualTo("0A000");
        assertThat(answer.error().field('H')).isNotEmpty();
        assertThat(answer.status()).isEqualTo('E');
        assertThat(client.query("ROLLBACK").status()).isEqualTo('I');
        assertThat(client.query("LISTEN news").failed()).isFalse();
        assertListens();
    }

    @Test
    void a_listen_of_the_extended_protocol_goes_there_too() throws IOException {
        client.parse("mine", "LISTEN news")
                .bind("", "mine")
                .execute("", 0)
                .sync()
                .send();

        assertThat(client.answer().types()).isEqualTo("12CZ");
        assertListens();
        assertThat(throughPgBouncer(client)).isFalse();
    }
}
