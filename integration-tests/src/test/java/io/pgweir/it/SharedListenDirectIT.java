package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** In front of a PgBouncer: the connection that listens for all goes straight to PostgreSQL. */
@IntegrationTest
@SuppressWarnings("NullAway.Init") // started before the tests
final class SharedListenDirectIT {
    private static final String DATABASE = "sharedlistendirect";

    private Postgres postgres;
    private PgBouncerProcess pgbouncer;
    private PgweirProcess pgweir;
    private Console console;
    private Console pooler;
    private WireClient client;
    private WireClient sender;

    @BeforeAll
    void start(Postgres server) throws IOException, SQLException {
        postgres = server;
        Sql.database(postgres, DATABASE);
        pgbouncer = PgBouncerProcess.start(postgres, List.of("\"alice\" \"\"", "\"admin\" \"\""));
        pooler = new Console(WireClient.login(pgbouncer.port(), "pgbouncer", "admin"));
        pgweir = new PgweirConfig(postgres)
                .with(
                        "servers",
                        "{main: {host: 127.0.0.1, port: " + pgbouncer.port()
                                + ", tls: {mode: disable}, direct: {host: 127.0.0.1, port: " + postgres.port() + "}}}")
                .with("pools", "{listen: shared}")
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

    @Test
    void one_connection_listens_that_the_pooler_does_not_know() throws IOException, SQLException {
        assertThat(client.query("LISTEN news").failed()).isFalse();

        assertListens();
        awaitPins(0);
        try (Connection direct = Sql.direct(postgres, DATABASE)) {
            String hub = Sql.one(direct, "SELECT pid FROM pg_stat_activity WHERE application_name = 'pgweir listen'");
            assertThat(pooler.rows("SERVERS", row -> hub.equals(row.get("remote_pid"))))
                    .isEmpty();
        }
    }

    @Test
    void a_transaction_that_changes_the_channels_runs_there() throws IOException {
        client.query("LISTEN olds");
        client.query("BEGIN");
        client.query("UNLISTEN olds");
        client.query("LISTEN news");
        assertThat(client.query("COMMIT").tags()).containsExactly("COMMIT");

        sender.query("NOTIFY olds");
        assertListens();
    }

    @Test
    void twenty_sessions_listen_one_after_the_other() throws IOException {
        List<WireClient> many = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            many.add(pgweir.wire(DATABASE, "alice"));
            many.get(i).query("LISTEN news");
        }

        sender.query("NOTIFY news, 'hello'");

        for (WireClient each : many) {
            assertThat(each.read('A').notification()).isEqualTo("news:hello");
            each.close();
        }
    }
}
