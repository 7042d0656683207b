package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.Variant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.postgresql.util.PSQLException;

/** The way of bytes between client and server, as pgjdbc uses it. */
@IntegrationTest
@ParameterizedClass
@EnumSource(Variant.class)
final class DataPathIT {
    private static final String DATABASE = "datapath";

    @Parameter
    private Variant variant = Variant.ONE_LOOP;

    @SuppressWarnings("NullAway.Init") // started before the tests
    private PgweirProcess pgweir;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(Postgres postgres) throws IOException, SQLException {
        Sql.database(postgres, DATABASE);
        Sql.direct(
                postgres,
                DATABASE,
                "CREATE TABLE things (id int PRIMARY KEY, name text)",
                "GRANT ALL ON things TO PUBLIC");
        pgweir = new PgweirConfig(postgres).variant(variant).start();
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() throws IOException {
        pgweir.close();
    }

    private Connection connect(String options) throws SQLException {
        return pgweir.connect(DATABASE, "alice", options);
    }

    @ParameterizedTest
    @ValueSource(strings = {"simple", "extended", "extendedForPrepared", "extendedCacheEverything"})
    void every_query_mode_of_pgjdbc_reads_and_writes(String mode) throws SQLException {
        try (Connection connection = connect("&preferQueryMode=" + mode);
                PreparedStatement insert = connection.prepareStatement("INSERT INTO things VALUES (?, ?)");
                PreparedStatement select = connection.prepareStatement("SELECT name FROM things WHERE id = ?")) {
            Sql.run(connection, "TRUNCATE things");
            for (int i = 0; i < 20; i++) {
                insert.setInt(1, i);
                insert.setString(2, "thing " + i);
                assertThat(insert.executeUpdate()).isEqualTo(1);
            }

            for (int i = 0; i < 20; i++) {
                select.setInt(1, i);
                try (ResultSet rows = select.executeQuery()) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getString(1)).isEqualTo("thing " + i);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "&reWriteBatchedInserts=true", "&preferQueryMode=simple", "&prepareThreshold=1"})
    void a_batch_of_a_thousand_inserts_arrives_whole(String options) throws SQLException {
        try (Connection connection = connect(options);
                PreparedStatement insert = connection.prepareStatement("INSERT INTO things VALUES (?, ?)")) {
            Sql.run(connection, "TRUNCATE things");
            for (int i = 0; i < 1_000; i++) {
                insert.setInt(1, i);
                insert.setString(2, "x".repeat(i % 100));
                insert.addBatch();
            }

            int[] counts = insert.executeBatch();

            assertThat(counts).hasSize(1_000);
            assertThat(Sql.one(connection, "SELECT count(*) || ' ' || sum(length(name)) FROM things"))
                    .isEqualTo("1000 49500");
        }
    }

    @Test
    void a_failing_batch_leaves_nothing_of_its_transaction() throws SQLException {
        try (Connection connection = connect("");
                Statement statement = connection.createStatement()) {
            Sql.run(connection, "TRUNCATE things");
            connection.setAutoCommit(false);
            statement.addBatch("INSERT INTO things VALUES (1, 'one')");
            statement.addBatch("INSERT INTO things VALUES (1, 'again')");
            statement.addBatch("INSERT INTO things VALUES (2, 'two')");

            assertThatThrownBy(statement::executeBatch)
                    .isInstanceOf(SQLException.class)
                    .extracting(e -> ((SQLException) e).getSQLState())
                    .isEqualTo("23505");

            connection.rollback();
            assertThat(Sql.one(connection, "SELECT count(*) FROM things")).isEqualTo("0");
        }
    }

    @Test
    void savepoints_take_back_only_what_came_after_them() throws SQLException {
        try (Connection connection = connect("")) {
            Sql.run(connection, "TRUNCATE things");
            connection.setAutoCommit(false);
            Sql.run(connection, "INSERT INTO things VALUES (1, 'one')");
            Savepoint savepoint = connection.setSavepoint("one");
            assertThatThrownBy(() -> Sql.run(connection, "INSERT INTO things VALUES (1, 'again')"))
                    .isInstanceOf(PSQLException.class);

            connection.rollback(savepoint);

            Sql.run(connection, "INSERT INTO things VALUES (2, 'two')");
            connection.commit();
            connection.setAutoCommit(true);
            assertThat(Sql.column(connection, "SELECT name FROM things ORDER BY id"))
                    .containsExactly("one", "two");
        }
    }

    @Test
    void an_error_has_every_field_that_the_server_gave_it() throws SQLException {
        try (Connection connection = connect("")) {
            assertThatThrownBy(() -> Sql.run(
                            connection,
                            "DO $$ BEGIN RAISE EXCEPTION 'a' USING ERRCODE = 'ZZ123', DETAIL = 'b',"
                                    + " HINT = 'c', COLUMN = 'd', CONSTRAINT = 'e', TABLE = 'f', SCHEMA = 'g'; END $$"))
                    .isInstanceOfSatisfying(PSQLException.class, error -> {
                        var message = error.getServerErrorMessage();
                        assertThat(message).isNotNull();
                        assertThat(Arrays.asList(
                                        message.getSQLState(),
                                        message.getMessage(),
                                        message.getDetail(),
                                        message.getHint(),
                                        message.getColumn(),
                                        message.getConstraint(),
                                        message.getTable(),
                                        message.getSchema()))
                                .containsExactly("ZZ123", "a", "b", "c", "d", "e", "f", "g");
                    });
            assertThat(Sql.one(connection, "SELECT 'still here'")).isEqualTo("still here");
        }
    }

    @Test
    void notices_arrive_in_order() throws SQLException {
        try (Connection connection = connect("");
                Statement statement = connection.createStatement()) {
            statement.execute("DO $$ BEGIN FOR i IN 1..3 LOOP RAISE NOTICE 'notice %', i; END LOOP; END $$");

            List<String> notices = new ArrayList<>();
            statement.getWarnings().forEach(notice -> notices.add(String.valueOf(notice.getMessage())));
            assertThat(notices).containsExactly("notice 1", "notice 2", "notice 3");
        }
    }

    @Test
    void a_result_of_a_million_rows_streams_through() throws SQLException {
        try (Connection connection = connect("");
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.setFetchSize(10_000);
            long sum = 0;
            try (ResultSet rows = statement.executeQuery("SELECT * FROM generate_series(1, 1000000)")) {
                while (rows.next()) {
                    sum += rows.getInt(1);
                }
            }
            connection.commit();

            assertThat(sum).isEqualTo(500_000_500_000L);
        }
    }

    @Test
    void a_cursor_reads_on_while_the_transaction_does_other_things() throws SQLException {
        try (Connection connection = connect("");
                Statement cursor = connection.createStatement()) {
            connection.setAutoCommit(false);
            cursor.setFetchSize(7);
            int rowCount = 0;
            try (ResultSet rows = cursor.executeQuery("SELECT * FROM generate_series(1, 100)")) {
                while (rows.next()) {
                    rowCount++;
                    assertThat(Sql.one(connection, "SELECT " + rowCount)).isEqualTo(rows.getString(1));
                }
            }
            connection.commit();

            assertThat(rowCount).isEqualTo(100);
        }
    }

    @Test
    void a_parameter_and_a_value_of_fifty_megabytes_pass() throws SQLException {
        byte[] huge = new byte[50 << 20];
        Arrays.fill(huge, (byte) 7);
        try (Connection connection = connect("");
                PreparedStatement statement = connection.prepareStatement("SELECT ?::bytea, length(?::bytea)")) {
            statement.setBytes(1, huge);
            statement.setBytes(2, huge);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();

                assertThat(rows.getInt(2)).isEqualTo(huge.length);
                assertThat(Arrays.equals(rows.getBytes(1), huge)).isTrue();
            }
        }
    }

    @Test
    void a_statement_of_two_megabytes_passes_in_every_mode() throws SQLException {
        String literal = "x".repeat(2 << 20);
        for (String mode : new String[] {"simple", "extended"}) {
            try (Connection connection = connect("&preferQueryMode=" + mode)) {
                assertThat(Sql.one(connection, "SELECT length('" + literal + "')"))
                        .isEqualTo(Integer.toString(literal.length()));
            }
        }
    }

    @Test
    void copy_in_and_out_carry_the_same_bytes() throws SQLException, IOException {
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < 50_000; i++) {
            lines.append(i).append("\tthing ").append("y".repeat(i % 50)).append('\n');
        }
        try (Connection connection = connect("")) {
            Sql.run(connection, "TRUNCATE things");
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();

            assertThat(copy.copyIn("COPY things FROM STDIN", new StringReader(lines.toString())))
                    .isEqualTo(50_000);

            StringWriter back = new StringWriter();
            assertThat(copy.copyOut("COPY (SELECT * FROM things ORDER BY id) TO STDOUT", back))
                    .isEqualTo(50_000);
            assertThat(back).hasToString(lines.toString());
        }
    }

    @Test
    void a_copy_that_fails_leaves_a_session_that_works() throws SQLException {
        try (Connection connection = connect("")) {
            Sql.run(connection, "TRUNCATE things");
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();

            assertThatThrownBy(() -> copy.copyIn("COPY things FROM STDIN", new StringReader("no number\tx\n")))
                    .isInstanceOf(PSQLException.class)
                    .extracting(e -> ((PSQLException) e).getSQLState())
                    .isEqualTo("22P02");
            assertThatThrownBy(() -> copy.copyIn("COPY things FROM STDIN", new BrokenReader()))
                    .isInstanceOf(IOException.class);

            assertThat(Sql.one(connection, "SELECT count(*) FROM things")).isEqualTo("0");
        }
    }

    /** The source of a COPY that breaks off, upon which pgjdbc says CopyFail. */
    private static final class BrokenReader extends Reader {
        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            throw new IOException("the source broke off");
        }

        @Override
        public void close() {
            // there is nothing to close
        }
    }

    @Test
    void large_objects_go_by_function_call() throws SQLException, IOException {
        byte[] content = "large object".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
        try (Connection connection = connect("")) {
            connection.setAutoCommit(false);
            var objects = connection.unwrap(PGConnection.class).getLargeObjectAPI();
            long id = objects.createLO();
            try (var object = objects.open(id)) {
                object.write(content);
            }
            ByteArrayOutputStream back = new ByteArrayOutputStream();
            try (var object = objects.open(id);
                    InputStream in = object.getInputStream()) {
                in.transferTo(back);
            }
            connection.rollback();

            assertThat(back.toByteArray()).isEqualTo(content);
        }
    }

    @Test
    void a_transaction_stays_on_one_server() throws SQLException {
        try (Connection connection = connect("");
                Connection other = connect("")) {
            connection.setAutoCommit(false);
            String first = Sql.one(connection, "SELECT inet_client_port()");
            for (int i = 0; i < 10; i++) {
                assertThat(Sql.one(other, "SELECT inet_client_port()")).isNotEqualTo(first);
                assertThat(Sql.one(connection, "SELECT inet_client_port()")).isEqualTo(first);
            }
            connection.commit();
        }
    }
}
