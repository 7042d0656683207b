package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.Variant;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The way of bytes between client and server, as pgjdbc uses it. */
@IntegrationTest
@ParameterizedClass
@EnumSource(Variant.class)
final class DataPathIT {
    @Parameter
    private Variant variant = Variant.ONE_LOOP;

    @SuppressWarnings("NullAway.Init") // started before the tests
    private PgweirProcess pgweir;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(Postgres postgres) throws IOException, SQLException {
        Sql.database(postgres, "datapath");
        pgweir = new PgweirConfig(postgres).variant(variant).start();
    }

    @AfterParameterizedClassInvocation
    void stop() throws IOException {
        pgweir.close();
    }

    @Test
    void a_query_is_answered() throws SQLException {
        try (Connection connection = pgweir.connect("datapath", "alice")) {
            assertThat(Sql.one(connection, "SELECT 1")).isEqualTo("1");
        }
    }
}
