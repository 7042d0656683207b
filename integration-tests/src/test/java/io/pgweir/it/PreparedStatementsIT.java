package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.Variant;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Prepared statements of the extended protocol belong to a session, wherever its transactions run. */
@IntegrationTest
@ParameterizedClass
@EnumSource(Variant.class)
@SuppressWarnings("NullAway.Init") // started before the tests
final class PreparedStatementsIT {
    private static final String DATABASE = "prepared";
    private static final int MAX_ON_SERVER = 10;

    @Parameter
    private Variant variant = Variant.ONE_LOOP;

    private PgweirProcess pgweir;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(Postgres postgres) throws IOException, SQLException {
        Sql.database(postgres, DATABASE);
        pgweir = new PgweirConfig(postgres)
                .variant(variant)
                .with("pools", "{size: 2}")
                .with("session", "{audit: off, max_prepared_statements: " + MAX_ON_SERVER + "}")
                .start();
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() throws IOException {
        pgweir.close();
    }

    private WireClient login() throws IOException {
        return pgweir.wire(DATABASE, "alice");
    }

    private static void prepare(WireClient client, String name, String sql) throws IOException {
        assertThat(client.parse(name, sql).sync().send().answer().types()).isEqualTo("1Z");
    }

    private static Answer run(WireClient client, String name, String... values) throws IOException {
        return client.bind("", name, values).execute("", 0).sync().send().answer();
    }

    @Test
    void a_statement_is_known_on_every_server() throws IOException {
        try (WireClient client = login();
                WireClient other = login()) {
            prepare(client, "where", "SELECT inet_client_port(), $1::text");
            var first = run(client, "where", "a").rows().get(0);
            other.query("BEGIN");
            while (!first.get(0).equals(other.query("SELECT inet_client_port()").value())) {
                other.query("COMMIT"); // until it holds the server that knows the statement
                other.query("BEGIN");
            }

            var second = run(client, "where", "b").rows().get(0);

            assertThat(second.get(0)).isNotEqualTo(first.get(0));
            assertThat(second.get(1)).isEqualTo("b");
            other.query("COMMIT");
        }
    }

    @Test
    void one_name_means_something_else_in_every_session() throws IOException {
        try (WireClient client = login();
                WireClient other = login()) {
            prepare(client, "s", "SELECT 'mine'");
            prepare(other, "s", "SELECT 'yours'");

            for (int i = 0; i < 5; i++) {
                assertThat(run(client, "s").value()).isEqualTo("mine");
                assertThat(run(other, "s").value()).isEqualTo("yours");
            }
        }
    }

    @Test
    void a_parse_of_a_known_text_needs_no_server() throws IOException {
        try (WireClient client = login();
                WireClient one = login();
                WireClient two = login()) {
            prepare(client, "known", "SELECT 'a known text'");
            one.query("BEGIN");
            two.query("BEGIN");
            one.query("SELECT 'both servers'");
            two.query("SELECT 'are busy now'");

            try (WireClient late = login()) {
                prepare(late, "mine", "SELECT 'a known text'");
                assertThat(late.closing('S', "mine").sync().send().answer().types())
                        .isEqualTo("3Z");
            }

            one.query("COMMIT");
            two.query("COMMIT");
        }
    }

    @Test
    void an_unknown_statement_and_a_name_in_use_are_errors_of_postgresql_and_no_more() throws IOException {
        try (WireClient client = login()) {
            assertThat(run(client, "nobody").error().sqlState()).isEqualTo("26000");
            assertThat(client.describe('S', "nobody")
                            .sync()
                            .send()
                            .answer()
                            .error()
                            .sqlState())
                    .isEqualTo("26000");
            prepare(client, "mine", "SELECT 1");
            assertThat(client.parse("mine", "SELECT 2")
                            .sync()
                            .send()
                            .answer()
                            .error()
                            .sqlState())
                    .isEqualTo("42P05");

            assertThat(run(client, "mine").value()).isEqualTo("1");
            assertThat(client.closing('S', "nobody")
                            .closing('S', "mine")
                            .sync()
                            .send()
                            .answer()
                            .types())
                    .isEqualTo("33Z");
            prepare(client, "mine", "SELECT 2");
            assertThat(run(client, "mine").value()).isEqualTo("2");
        }
    }

    @Test
    void a_statement_whose_parse_failed_is_not_there() throws IOException {
        try (WireClient client = login()) {
            assertThat(client.parse("bad", "SELEC 1")
                            .sync()
                            .send()
                            .answer()
                            .error()
                            .sqlState())
                    .isEqualTo("42601");
            assertThat(run(client, "bad").error().sqlState()).isEqualTo("26000");

            prepare(client, "bad", "SELECT 'good'");
            assertThat(run(client, "bad").value()).isEqualTo("good");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"DISCARD ALL", "DEALLOCATE ALL", "deallocate all;"})
    void what_ends_all_statements_ends_these_too(String sql) throws IOException {
        try (WireClient client = login()) {
            prepare(client, "s", "SELECT 1");

            client.query(sql);

            assertThat(run(client, "s").error().sqlState()).isEqualTo("26000");
            prepare(client, "s", "SELECT 2");
            assertThat(run(client, "s").value()).isEqualTo("2");
        }
    }

    @Test
    void a_statement_stays_when_its_transaction_is_rolled_back() throws IOException {
        try (WireClient client = login()) {
            client.query("BEGIN");
            prepare(client, "s", "SELECT 'survives'");
            client.query("ROLLBACK");

            assertThat(run(client, "s").value()).isEqualTo("survives");
        }
    }

    @Test
    void the_unnamed_statement_outlives_its_sync_and_not_a_simple_query() throws IOException {
        try (WireClient client = login();
                WireClient other = login()) {
            prepare(client, "", "SELECT $1::text || '!'");
            prepare(other, "", "SELECT 'not ' || $1::text");

            assertThat(run(client, "", "mine").value()).isEqualTo("mine!");
            assertThat(run(other, "", "yours").value()).isEqualTo("not yours");
            assertThat(run(client, "", "still mine").value()).isEqualTo("still mine!");

            client.query("SELECT 1");
            assertThat(run(client, "", "gone").error().sqlState()).isEqualTo("26000");
        }
    }

    @Test
    void servers_keep_a_limited_number_of_statements_and_clients_do_not_notice() throws IOException {
        try (WireClient client = login()) {
            for (int i = 0; i < 3 * MAX_ON_SERVER; i++) {
                prepare(client, "s" + i, "SELECT " + i);
            }

            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < 3 * MAX_ON_SERVER; i++) {
                    assertThat(run(client, "s" + i).value()).isEqualTo(Integer.toString(i));
                }
                // Who looks sees its own statements, all of them, and nobody else's.
                assertThat(client.query("SELECT count(*) FROM pg_prepared_statements")
                                .value())
                        .isEqualTo(Integer.toString(3 * MAX_ON_SERVER));
            }
        }
    }

    @Test
    void a_batch_may_prepare_use_and_close_its_own_statements() throws IOException {
        try (WireClient client = login()) {
            for (int i = 0; i < 2 * MAX_ON_SERVER; i++) {
                client.parse("t", "SELECT " + i + " AS own")
                        .bind("", "t")
                        .execute("", 0)
                        .closing('S', "t");
            }

            Answer answer = client.sync().send().answer();

            assertThat(answer.types()).isEqualTo("12DC3".repeat(2 * MAX_ON_SERVER) + "Z");
            assertThat(answer.rows().get(MAX_ON_SERVER).get(0)).isEqualTo(Integer.toString(MAX_ON_SERVER));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"&prepareThreshold=1", "&prepareThreshold=-1", "&preferQueryMode=extendedForPrepared"})
    void a_table_may_change_under_a_prepared_statement_of_pgjdbc(String options) throws SQLException {
        try (Connection connection = pgweir.connect(DATABASE, "alice", options);
                Connection other = pgweir.connect(DATABASE, "alice", options)) {
            Sql.run(connection, "DROP TABLE IF EXISTS changing", "CREATE TABLE changing (a int)");
            Sql.run(connection, "INSERT INTO changing VALUES (1)");
            try (PreparedStatement select = connection.prepareStatement("SELECT * FROM changing");
                    PreparedStatement elsewhere = other.prepareStatement("SELECT * FROM changing")) {
                for (int i = 0; i < 10; i++) {
                    assertThat(columns(select)).isEqualTo(1);
                    assertThat(columns(elsewhere)).isEqualTo(1);
                }

                Sql.run(other, "ALTER TABLE changing ADD COLUMN b int");

                assertThat(columns(select)).isEqualTo(2);
                assertThat(columns(elsewhere)).isEqualTo(2);
            }
        }
    }

    private static int columns(PreparedStatement select) throws SQLException {
        try (ResultSet rows = select.executeQuery()) {
            assertThat(rows.next()).isTrue();
            return rows.getMetaData().getColumnCount();
        }
    }
}
