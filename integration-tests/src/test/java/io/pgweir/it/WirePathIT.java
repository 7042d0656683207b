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

/** The way of bytes between client and server, message by message: what drivers rarely say but may. */
@IntegrationTest
@ParameterizedClass
@EnumSource(Variant.class)
@SuppressWarnings("NullAway.Init") // started before the tests
final class WirePathIT {
    private static final String DATABASE = "wirepath";
    private static final int INT4PL = 177; // OID of int4pl(int4, int4)

    @Parameter
    private Variant variant = Variant.ONE_LOOP;

    private PgweirProcess pgweir;
    private WireClient client;

    @BeforeParameterizedClassInvocation(injectArguments = false)
    void start(Postgres postgres) throws IOException, SQLException {
        Sql.database(postgres, DATABASE);
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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_pipeline_of_a_thousand_statements_is_answered_in_order(boolean oneSync) throws IOException {
        for (int i = 0; i < 1_000; i++) {
            client.parse("", "SELECT " + i).bind("", "").describe('P', "").execute("", 0);
            if (!oneSync || i == 999) {
                client.sync();
            }
        }
        client.send();

        List<String> values = new ArrayList<>();
        while (values.size() < 1_000) {
            client.answer().rows().forEach(row -> values.add(String.valueOf(row.get(0))));
        }
        for (int i = 0; i < 1_000; i++) {
            assertThat(values.get(i)).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void simple_queries_sent_all_at_once_are_answered_one_by_one() throws IOException {
        for (int i = 0; i < 200; i++) {
            client.simple("SELECT " + i);
        }
        client.send();

        for (int i = 0; i < 200; i++) {
            assertThat(client.answer().value()).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    void an_error_skips_the_rest_of_its_batch_and_nothing_of_the_next() throws IOException {
        client.parse("", "SELECT 1").bind("", "").execute("", 0);
        client.parse("", "SELECT 1/0").bind("", "").execute("", 0);
        client.parse("skipped", "SELECT 3").bind("", "skipped").execute("", 0).sync();
        client.parse("", "SELECT 4").bind("", "").execute("", 0).sync();
        client.send();

        Answer failed = client.answer();
        assertThat(failed.types()).isEqualTo("12DC1EZ"); // the planner divides
        assertThat(failed.error().sqlState()).isEqualTo("22012");
        assertThat(client.answer().rows()).containsExactly(List.of("4"));

        client.bind("", "skipped").sync().send();
        assertThat(client.answer().error().sqlState()).isEqualTo("26000");
    }

    @Test
    void a_whole_transaction_in_one_query_is_one_lease() throws IOException {
        Answer answer = client.query("BEGIN; SELECT 1; COMMIT; SELECT 2; BEGIN; SELECT 3");

        assertThat(answer.tags()).containsExactly("BEGIN", "SELECT 1", "COMMIT", "SELECT 1", "BEGIN", "SELECT 1");
        assertThat(answer.status()).isEqualTo('T');
        assertThat(client.query("ROLLBACK").status()).isEqualTo('I');
    }

    @Test
    void empty_queries_have_their_own_answer() throws IOException {
        assertThat(client.query("").types()).isEqualTo("IZ");
        assertThat(client.query(" ; ").types()).isEqualTo("IZ");
        client.parse("", "")
                .bind("", "")
                .describe('P', "")
                .execute("", 0)
                .sync()
                .send();
        assertThat(client.answer().types()).isEqualTo("12nIZ");
    }

    @Test
    void a_sync_alone_is_answered() throws IOException {
        assertThat(client.sync().send().answer().types()).isEqualTo("Z");
        assertThat(client.flush().sync().sync().send().answer().types()).isEqualTo("Z");
        assertThat(client.answer().types()).isEqualTo("Z");
    }

    @Test
    void a_function_call_is_answered() throws IOException {
        client.message('F', functionCall(40, 2)).send();

        Answer answer = client.answer();
        assertThat(answer.types()).isEqualTo("VZ");
        assertThat(answer.all('V').get(0).int32(Integer.BYTES)).isEqualTo(42);
    }

    @Test
    void a_function_call_that_fails_is_an_error() throws IOException {
        client.message('F', functionCall(Integer.MAX_VALUE, 2)).send();

        Answer answer = client.answer();
        assertThat(answer.types()).isEqualTo("EZ");
        assertThat(answer.error().sqlState()).isEqualTo("22003");
    }

    private static WireBody functionCall(int left, int right) {
        return new WireBody()
                .int32(INT4PL)
                .int16(1)
                .int16(1)
                .int16(2)
                .int32(Integer.BYTES)
                .int32(left)
                .int32(Integer.BYTES)
                .int32(right)
                .int16(1);
    }

    @Test
    void a_portal_gives_its_rows_in_parts() throws IOException {
        client.query("BEGIN");
        client.parse("", "SELECT * FROM generate_series(1, 5)").bind("p", "").execute("p", 2);
        client.flush().send();
        assertThat(read(5)).isEqualTo("12DDs");

        client.execute("p", 2).flush().send();
        assertThat(read(3)).isEqualTo("DDs");
        client.execute("p", 2).closing('P', "p").sync().send();
        assertThat(client.answer().types()).isEqualTo("DC3Z");
        client.query("COMMIT");
    }

    /** The types of the next so many messages. */
    private String read(int count) throws IOException {
        StringBuilder types = new StringBuilder();
        for (int i = 0; i < count; i++) {
            types.append(client.read().type());
        }
        return types.toString();
    }

    @Test
    void a_description_names_types_of_parameters_and_rows() throws IOException {
        client.parse("", "SELECT $1::int4 AS a, $2::text AS b")
                .describe('S', "")
                .sync()
                .send();

        Answer answer = client.answer();
        assertThat(answer.types()).isEqualTo("1tTZ");
        assertThat(answer.all('T').get(0).columns()).containsExactly("a:23", "b:25");
        assertThat(answer.all('t').get(0).int32(Short.BYTES)).isEqualTo(23);
    }

    @Test
    void messages_may_come_byte_by_byte() throws IOException {
        client.parse("slow", "SELECT $1::text").bind("", "slow", "drop by drop");
        client.execute("", 0)
                .sync()
                .closing('S', "slow")
                .sync()
                .simple("SELECT 2")
                .sendByteByByte();

        assertThat(client.answer().value()).isEqualTo("drop by drop");
        assertThat(client.answer().types()).isEqualTo("3Z");
        assertThat(client.answer().value()).isEqualTo("2");
    }

    @Test
    void newer_protocols_and_unknown_options_are_negotiated_down() throws IOException {
        try (WireClient modern = WireClient.connect(pgweir.port())) {
            modern.untyped(new WireBody()
                            .int32(WireClient.PROTOCOL_3_0 + 2)
                            .cstring("user")
                            .cstring("alice")
                            .cstring("database")
                            .cstring(DATABASE)
                            .cstring("_pq_.shiny")
                            .cstring("yes")
                            .int8(0))
                    .send();

            Answer welcome = modern.answer();
            assertThat(welcome.types()).startsWith("v").endsWith("RKZ");
            assertThat(welcome.all('v').get(0).text()).contains("_pq_.shiny");
            assertThat(modern.query("SELECT 1").value()).isEqualTo("1");
        }
    }
}
