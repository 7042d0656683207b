package io.pgweir.proxy.relay;

import static io.pgweir.proxy.relay.PreparedStatements.prepares;
import static io.pgweir.proxy.relay.PreparedStatements.runs;
import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.execute;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static io.pgweir.proxy.testing.ClientFrames.terminate;
import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.proxy.session.PinReason;
import io.pgweir.proxy.testing.Conversation;
import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.TestProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that hold what cannot follow them, and so keep their server; LISTEN has tests of its own. */
class PinningTest {
    private static final String TEMP_TABLE = "CREATE TEMP TABLE t (a int)";

    @RegisterExtension
    static final TestProxy PROXY = new TestProxy();

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TEMP        | CREATE TEMP TABLE t (a int)           | DROP TABLE t
            TEMP        | SELECT 1 INTO TEMPORARY t             | DISCARD TEMP
            TEMP        | DO 'BEGIN END'                        | DO 'BEGIN END'
            CURSOR      | DECLARE c CURSOR WITH HOLD FOR TABLE t | CLOSE c
            LOCK        | SELECT pg_advisory_lock(1)            | SELECT pg_advisory_unlock(1)
            LOCK        | SELECT pg_try_advisory_lock(1)        | SELECT pg_advisory_unlock_all()
            BY_HAND     | SET pgweir.pin = on                   | SET pgweir.pin = off
            BY_HAND     | SET pgweir.pin = on                   | RESET pgweir.pin
            REPLICATION | CALL p()                              | CALL p()
            """)
    void what_the_census_finds_keeps_the_server_until_it_is_gone(PinReason reason, String begin, String end) {
        EverySplit.once(PROXY, talk -> {
            talk.query(begin, "SELECT 1", 'I').censusAbout("'" + reason + "'", row(reason.name(), "", ""));
            talk.pool(pool -> assertThat(pool.dedicatedCount()).isEqualTo(1)).query("SELECT 1", "SELECT 1", 'I');

            talk.query(end, "SELECT 1", 'I').censusAbout("'" + reason + "'");

            talk.pool(pool -> assertThat(pool.dedicatedCount()).isZero()).query("SELECT 1", "SELECT 1", 'I');
        });
    }

    @Test
    void a_session_whose_search_path_has_the_temporary_schema_has_a_new_server_for_itself() {
        EverySplit.once(PROXY, talk -> {
            talk.query("SET search_path = 'pg_temp'", "SET", 'I')
                    .censusAbout("'SETTING'", row("SETTING", "search_path", "pg_temp"));

            String sql = "CREATE TABLE t (a int)";
            talk.clientSends(query(sql)).nextServer().keepsItsServer();
            Replay.expect(talk.server(), "search_path", "pg_temp");
            Replay.answerSilently(talk.server(), "pg_temp");
            talk.serverGets(query(sql))
                    .serverSends(complete("CREATE TABLE"), ready())
                    .clientGets(complete("CREATE TABLE"), ready());
        });
    }

    @Test
    void who_calls_nextval_keeps_the_server_until_it_is_idle() {
        EverySplit.once(PROXY, talk -> {
            talk.query("SELECT nextval('s')", "SELECT 1", 'I');
            talk.pool(pool -> assertThat(pool.dedicatedCount()).isEqualTo(1));

            talk.pool(pool -> assertThat(pool.dedicatedCount()).isZero());
        });
    }

    @Test
    void it_holds_at_every_split() {
        EverySplit.of(PROXY, talk -> {
            holdsLock(talk);

            talk.query("SELECT 1", "SELECT 1", 'I').query("SELECT pg_advisory_unlock(1)", "SELECT 1", 'I');

            talk.censusAbout("'LOCK'").query("SELECT 1", "SELECT 1", 'I');
        });
    }

    @Test
    void discard_all_ends_it() {
        EverySplit.once(PROXY, talk -> {
            holdsLock(talk);

            talk.query("DISCARD ALL", "DISCARD ALL", 'I').censusAbout("'LOCK'");

            talk.pool(pool -> assertThat(pool.dedicatedCount()).isZero());
        });
    }

    @Test
    void one_of_two_reasons_is_enough() {
        EverySplit.once(PROXY, talk -> {
            holdsTempTable(talk);
            talk.query("SELECT pg_advisory_lock(1)", "SELECT 1", 'I').censusAbout("'LOCK'", row("LOCK", "", ""));

            talk.query("DROP TABLE t", "DROP TABLE", 'I').censusAbout("'TEMP'");

            talk.pool(pool -> assertThat(pool.dedicatedCount()).isEqualTo(1)).keepsItsServer();
        });
    }

    @Test
    void the_server_is_asked_when_the_transaction_is_over_and_once() {
        EverySplit.of(PROXY, talk -> {
            talk.query("BEGIN", "BEGIN", 'T').query(TEMP_TABLE, "CREATE TABLE", 'T');
            talk.query("SELECT pg_advisory_lock(1)", "SELECT 1", 'T').query("ROLLBACK", "ROLLBACK", 'I');

            assertThat(talk.server().expectCensus())
                    .contains("'TEMP'", "'LOCK'")
                    .doesNotContain("'CURSOR'");

            talk.server().answerCensus(row("LOCK", "", ""));
            talk.settles().query("SELECT 1", "SELECT 1", 'I').keepsItsServer();
        });
    }

    @Test
    void queries_that_came_meanwhile_wait_for_the_census() {
        EverySplit.of(PROXY, talk -> {
            talk.query(TEMP_TABLE, "CREATE TABLE", 'I').clientSends(query("TABLE t"));

            talk.censusAbout("'TEMP'", row("TEMP", "", ""));

            talk.serverGets(query("TABLE t"))
                    .serverSends(complete("SELECT 0"), ready())
                    .clientGets(complete("SELECT 0"), ready())
                    .keepsItsServer();
        });
    }

    @Test
    void a_text_in_the_extended_protocol_is_asked_for_when_it_runs() {
        EverySplit.of(PROXY, talk -> {
            prepares(talk.client(), talk.server(), "s", "pgweir_1", TEMP_TABLE);

            talk.clientSends(bind("", "s"), execute(""), sync())
                    .serverGets(bind("", "pgweir_1"), execute(""), sync())
                    .serverSends(bindComplete(), complete("CREATE TABLE"), ready())
                    .clientGets(bindComplete(), complete("CREATE TABLE"), ready());

            talk.censusAbout("'TEMP'", row("TEMP", "", "")).keepsItsServer();
        });
    }

    @Test
    void an_unnamed_text_is_asked_for_too() {
        EverySplit.once(PROXY, talk -> {
            talk.clientSends(parse("", TEMP_TABLE), bind("", ""), execute(""), sync())
                    .serverGets(parse("", TEMP_TABLE), bind("", ""), execute(""), sync())
                    .serverSends(parseComplete(), bindComplete(), complete("CREATE TABLE"), ready())
                    .clientGets(parseComplete(), bindComplete(), complete("CREATE TABLE"), ready());

            talk.censusAbout("'TEMP'", row("TEMP", "", "")).keepsItsServer();
        });
    }

    @Test
    void a_text_that_failed_is_asked_for_like_any_other() {
        EverySplit.once(PROXY, talk -> {
            talk.clientSends(query(TEMP_TABLE))
                    .serverGets(query(TEMP_TABLE))
                    .serverSends(error("42P07", "already exists"), ready())
                    .clientGets(error("42P07", "already exists"), ready());

            talk.censusAbout("'TEMP'")
                    .pool(pool -> assertThat(pool.dedicatedCount()).isZero());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT pg_backend_pid()", "LOAD 'x'"})
    void what_nobody_can_ask_for_keeps_the_server(String sql) {
        EverySplit.once(PROXY, talk -> {
            runsOnServerOfItsOwn(talk, sql);

            talk.pool(pool -> assertThat(pool.dedicatedCount()).isEqualTo(1))
                    .query("SELECT 1", "SELECT 1", 'I')
                    .pool(pool -> assertThat(pool.dedicatedCount()).isEqualTo(1))
                    .keepsItsServer();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT setseed(0.5)", "LOAD 'x'"})
    void what_no_reset_takes_away_costs_the_server_when_its_session_is_done_with_it(String sql) {
        EverySplit.once(PROXY, talk -> {
            runsOnServerOfItsOwn(talk, sql);

            talk.query("DISCARD ALL", "DISCARD ALL", 'I').censusAbout("'SETTING'");

            talk.serverGetsTheEnd()
                    .pool(pool -> assertThat(pool.dedicatedCount()).isZero());
            talk.firstServer().query("SELECT 1", "SELECT 1", 'I');
        });
    }

    @Test
    void a_client_that_leaves_takes_its_server_with_it() {
        EverySplit.once(PROXY, talk -> {
            holdsTempTable(talk);

            talk.clientSends(terminate());

            talk.clientGetsTheEnd()
                    .serverGetsTheEnd()
                    .pool(pool -> assertThat(pool.dedicatedCount()).isZero());
        });
    }

    @Test
    void a_client_that_leaves_during_the_census_takes_its_server_with_it() {
        EverySplit.once(PROXY, talk -> {
            talk.query(TEMP_TABLE, "CREATE TABLE", 'I').serverGetsQueryAbout("'TEMP'");

            talk.client().close();

            talk.serverGetsTheEnd();
        });
    }

    @Test
    void a_client_that_leaves_its_transaction_before_the_census_takes_its_server_with_it() {
        EverySplit.once(PROXY, talk -> {
            talk.query("BEGIN", "BEGIN", 'T').query(TEMP_TABLE, "CREATE TABLE", 'T');

            talk.client().close();

            talk.serverGetsTheEnd();
        });
    }

    @Test
    void a_server_lost_during_the_census_ends_the_session() {
        EverySplit.once(PROXY, talk -> {
            talk.query(TEMP_TABLE, "CREATE TABLE", 'I').serverGetsQueryAbout("'TEMP'");

            talk.server().close();

            talk.clientGetsError("57P01").clientGetsTheEnd();
        });
    }

    @Test
    void statements_of_the_protocol_stay_the_clients_when_its_code_is_asked_for() {
        EverySplit.once(PROXY, talk -> {
            prepares(talk.client(), talk.server(), "s", "pgweir_1", "SELECT 1");

            talk.query("DO 'BEGIN END'", "DO", 'I')
                    .censusAbout("pg_prepared_statements", row("PROTOCOL_STATEMENT", "pgweir_1", ""));

            runs(talk.client(), talk.server(), "s", "pgweir_1");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"SELECT * FROM t", "INSERT INTO t VALUES (nextval('s'))", "DROP TABLE t"})
    void a_client_that_leaves_a_transaction_which_left_nothing_leaves_its_server(String sql) {
        EverySplit.once(PROXY, talk -> {
            talk.query("BEGIN", "BEGIN", 'T').query(sql, "SELECT 1", 'T');

            talk.client().close();

            talk.serverGets(query("ROLLBACK")).serverSends(complete("ROLLBACK"), ready());
        });
    }

    @ParameterizedTest
    @ValueSource(strings = "SELECT pg_backend_pid()")
    void what_discard_all_takes_away_costs_no_server(String sql) {
        EverySplit.once(PROXY, talk -> {
            runsOnServerOfItsOwn(talk, sql);

            talk.query("DISCARD ALL", "DISCARD ALL", 'I').censusAbout("'SETTING'");

            talk.pool(pool -> assertThat(pool.dedicatedCount()).isZero());
        });
    }

    /** What may show others' traces runs on a server that was opened for it. */
    private static void runsOnServerOfItsOwn(Conversation talk, String sql) {
        talk.clientSends(query(sql))
                .nextServer()
                .serverGets(query(sql))
                .serverSends(complete("SELECT 1"), ready())
                .clientGets(complete("SELECT 1"), ready());
    }

    private static void holdsLock(Conversation talk) {
        talk.query("SELECT pg_advisory_lock(1)", "SELECT 1", 'I').censusAbout("'LOCK'", row("LOCK", "", ""));
    }

    private static void holdsTempTable(Conversation talk) {
        talk.query(TEMP_TABLE, "CREATE TABLE", 'I').censusAbout("'TEMP'", row("TEMP", "", ""));
    }
}
