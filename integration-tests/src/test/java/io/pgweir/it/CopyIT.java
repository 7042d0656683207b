package io.pgweir.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.IntegrationTest;
import io.pgweir.it.harness.PgweirConfig;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Sql;
import io.pgweir.it.harness.Variant;
import io.pgweir.it.harness.WireBody;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** COPY, message by message: whole, given up by either side, and with its odd ends. */
@IntegrationTest
@ParameterizedClass
@EnumSource(Variant.class)
@SuppressWarnings("NullAway.Init") // started before the tests
final class CopyIT {
    private static final String DATABASE = "copypath";

    @Parameter
    private Variant variant = Variant.ONE_LOOP;

    private PgweirProcess pgweir;
    private WireClient client;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(Postgres postgres) throws IOException, SQLException {
        Sql.database(postgres, DATABASE);
        Sql.direct(postgres, DATABASE, "CREATE TABLE lines (line text)", "GRANT ALL ON lines TO PUBLIC");
        pgweir = new PgweirConfig(postgres).variant(variant).start();
    }

    @AfterParameterizedClassInvocation(injectArguments = false)
    void stop() throws IOException {
        pgweir.close();
    }

    @BeforeEach
    void login() throws IOException {
        client = pgweir.wire(DATABASE, "alice");
    }

    @AfterEach
    void leave() throws IOException {
        try (WireClient leaving = client) {
            assertThat(leaving.query("SELECT 'still here'").value()).isEqualTo("still here");
        }
    }

    @Test
    void copy_in_goes_through_in_both_protocols() throws IOException {
        client.simple("COPY lines FROM STDIN").send();
        assertThat(client.read().type()).isEqualTo('G');
        copyData("simple\n").message('c', new WireBody()).send();
        assertThat(client.answer().tags()).containsExactly("COPY 1");

        client.parse("", "COPY lines FROM STDIN")
                .bind("", "")
                .execute("", 0)
                .sync()
                .send();
        assertThat(read(3)).isEqualTo("12G"); // the Sync was swallowed by the server
        copyData("extended\n").message('c', new WireBody()).sync().send();
        assertThat(client.answer().types()).isEqualTo("CZ");

        assertThat(client.query("SELECT count(*) FROM lines").value()).isEqualTo("2");
        client.query("TRUNCATE lines");
    }

    @Test
    void a_copy_that_the_server_gave_up_ignores_the_data_that_still_comes() throws IOException {
        client.simple("COPY lines (no_such_column) FROM STDIN");
        copyData("too late\n").message('c', new WireBody()).send();
        assertThat(client.answer().error().sqlState()).isEqualTo("42703");

        copyData("far too late\n").message('f', new WireBody().cstring("")).send();
        assertThat(client.query("SELECT count(*) FROM lines").value()).isEqualTo("0");
    }

    @Test
    void a_copy_that_the_client_gives_up_is_an_error_of_the_server() throws IOException {
        client.simple("COPY lines FROM STDIN").send();
        assertThat(client.read().type()).isEqualTo('G');

        copyData("not wanted\n")
                .message('f', new WireBody().cstring("changed my mind"))
                .send();

        Answer answer = client.answer();
        assertThat(answer.error().sqlState()).isEqualTo("57014");
        assertThat(answer.error().message()).contains("changed my mind");
        assertThat(client.query("SELECT count(*) FROM lines").value()).isEqualTo("0");
    }

    private WireClient copyData(String line) {
        return client.message('d', new WireBody().bytes(line.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void copy_out_of_many_megabytes_arrives_whole() throws IOException {
        Answer answer = client.query("COPY (SELECT repeat('x', 1000) FROM generate_series(1, 20000)) TO STDOUT");

        assertThat(answer.all('d')).hasSize(20_000);
        assertThat(answer.tags()).containsExactly("COPY 20000");
    }

    /** The types of the next so many messages. */
    private String read(int count) throws IOException {
        StringBuilder types = new StringBuilder();
        for (int i = 0; i < count; i++) {
            types.append(client.read().type());
        }
        return types.toString();
    }
}
