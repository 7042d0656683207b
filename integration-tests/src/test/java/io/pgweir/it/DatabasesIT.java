package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Databases are made, renamed and dropped behind live pools, as Odoo's database manager does it: through the pooler. */
@IntegrationTest
final class DatabasesIT {
    private static final String OWNER = "manager";

    @SuppressWarnings("NullAway.Init") // set before the tests
    private Postgres postgres;

    @SuppressWarnings("NullAway.Init") // started before the tests
    private PgweirProcess pgweir;

    @BeforeAll
    void start(Postgres shared) throws IOException, SQLException {
        postgres = shared;
        Sql.direct(shared, "postgres", "DROP ROLE IF EXISTS " + OWNER, "CREATE ROLE " + OWNER + " LOGIN CREATEDB");
        pgweir = new PgweirConfig(shared).start();
    }

    @AfterAll
    void stop() throws IOException {
        pgweir.close();
    }

    @BeforeEach
    @AfterEach
    void dropAll() throws SQLException {
        for (String name : new String[] {"managed", "renamed", "copied"}) {
            Sql.direct(postgres, "postgres", "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        }
    }

    /** Odoo says this on a connection to {@code postgres}, in autocommit. */
    private void manage(String... statements) throws SQLException {
        try (Connection connection = pgweir.connect("postgres", OWNER)) {
            Sql.run(connection, statements);
        }
    }

    private static String endOthers(String database) {
        return "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + database
                + "' AND pid != pg_backend_pid()";
    }

    private void use(String database) throws IOException {
        try (WireClient client = pgweir.wire(database, OWNER)) {
            assertThat(client.query("SELECT current_database()").value()).isEqualTo(database);
        }
    }

    @Test
    void a_new_database_can_be_used_at_once() throws Exception {
        assertThatThrownBy(() -> pgweir.connect("managed", OWNER).close())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("database \"managed\" does not exist")
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("3D000");

        manage("CREATE DATABASE managed ENCODING 'unicode' LC_COLLATE 'C' TEMPLATE template0");

        use("managed");
    }

    @Test
    void idle_servers_of_the_pool_hold_up_a_drop_with_the_error_of_the_server() throws Exception {
        manage("CREATE DATABASE managed");
        use("managed");

        assertThatThrownBy(() -> manage("DROP DATABASE managed"))
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("is being accessed by other users")
                .extracting(e -> ((SQLException) e).getSQLState())
                .isEqualTo("55006");
    }

    @Test
    void a_drop_after_ending_the_others_works_as_odoo_does_it() throws Exception {
        manage("CREATE DATABASE managed");
        try (WireClient idle = pgweir.wire("managed", OWNER)) {
            idle.query("SELECT 1");

            manage(endOthers("managed"), "DROP DATABASE \"managed\"");

            Answer end = idle.query("SELECT 1");
            assertThat(end.closed()).isTrue();
            assertThat(end.error().message()).contains("database \"managed\" does not exist");
            assertThat(end.error().sqlState()).isEqualTo("3D000");
        }
        use("postgres");
    }

    @Test
    void a_client_in_a_transaction_is_told_by_the_server() throws Exception {
        manage("CREATE DATABASE managed");
        try (WireClient busy = pgweir.wire("managed", OWNER)) {
            busy.query("BEGIN; SELECT 1");

            manage(endOthers("managed"), "DROP DATABASE managed");

            assertThat(busy.answer().error().sqlState()).isEqualTo("57P01");
        }
    }

    @Test
    void a_renamed_database_is_found_under_its_new_name_and_no_more_under_its_old() throws Exception {
        manage("CREATE DATABASE managed");
        use("managed");

        manage(endOthers("managed"), "ALTER DATABASE \"managed\" RENAME TO \"renamed\"");

        use("renamed");
        assertThatThrownBy(() -> use("managed")).hasMessageContaining("database \"managed\" does not exist");
        manage(endOthers("renamed"), "ALTER DATABASE \"renamed\" RENAME TO \"managed\"");
        use("managed");
    }

    @Test
    void a_database_made_anew_is_the_new_one() throws Exception {
        manage("CREATE DATABASE managed");
        try (WireClient client = pgweir.wire("managed", OWNER)) {
            client.query("CREATE TABLE old (id int)");
        }

        manage(endOthers("managed"), "DROP DATABASE managed", "CREATE DATABASE managed");

        try (WireClient client = pgweir.wire("managed", OWNER)) {
            assertThat(client.query("SELECT count(*) FROM pg_class WHERE relname = 'old'")
                            .value())
                    .isEqualTo("0");
        }
    }

    @Test
    void a_copy_of_a_database_in_use_works_after_ending_the_others() throws Exception {
        manage("CREATE DATABASE managed");
        use("managed");

        manage(endOthers("managed"), "CREATE DATABASE copied ENCODING 'unicode' TEMPLATE \"managed\"");

        use("copied");
        use("managed");
    }

    @Test
    void pause_lets_a_database_be_dropped_without_killing_anybody() throws Exception {
        manage("CREATE DATABASE managed");
        use("managed");
        try (var console = pgweir.console()) {
            console.run("PAUSE managed");

            manage("DROP DATABASE managed", "CREATE DATABASE managed");

            console.run("RESUME managed");
        }
        use("managed");
    }
}
