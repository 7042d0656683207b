package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.TestProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** State that cannot follow its session, where no server may be kept. */
class PinLimitTest {
    @RegisterExtension
    static final TestProxy PROXY = new TestProxy().withSession("max_pinned: 0");

    @Test
    void what_the_census_finds_ends_session_and_server() {
        EverySplit.of(PROXY, talk -> {
            talk.query("CREATE TEMP TABLE t (a int)", "CREATE TABLE", 'I');

            talk.censusAbout("'TEMP'", row("TEMP", "", ""));

            ErrorResponse error = talk.client().expectError("53400");
            assertThat(error.severity()).isEqualTo("FATAL");
            assertThat(error.detail()).contains("TEMP", talk.database() + "/alice", "0 of 0");
            talk.clientGetsTheEnd().serverGetsTheEnd();
        });
    }

    @Test
    void what_nobody_can_ask_for_is_refused_before_it_runs() {
        EverySplit.once(PROXY, talk -> {
            talk.clientSends(query("LOAD 'x'"));

            talk.clientGetsError("53400").clientGets(ready()).query("SELECT 1", "SELECT 1", 'I');
        });
    }

    @Test
    void nothing_found_needs_nothing() {
        EverySplit.once(PROXY, talk -> {
            talk.query("SELECT pg_try_advisory_lock(1)", "SELECT 1", 'I');

            talk.censusAbout("'LOCK'").query("SELECT 1", "SELECT 1", 'I');
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"PREPARE p AS SELECT 1", "EXECUTE p", "DEALLOCATE p; SELECT 1"})
    void sql_that_names_statements_is_refused_before_it_runs(String sql) {
        EverySplit.once(PROXY, talk -> {
            talk.clientSends(query(sql))
                    .serverGets(bind("", "pgweir_0"), sync())
                    .serverSends(error("26000", "no pgweir_0"), ready());

            ErrorResponse error = talk.client().expectError("53400");
            assertThat(error.severity()).isEqualTo("ERROR");
            assertThat(error.detail()).contains("STATEMENT");
            talk.clientGets(ready()).query("SELECT 1", "SELECT 1", 'I');
        });
    }
}
