package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.functionCall;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.terminate;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.emptyQuery;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.functionResult;
import static io.pgweir.proxy.testing.ServerFrames.notice;
import static io.pgweir.proxy.testing.ServerFrames.parameter;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;
import static io.pgweir.proxy.testing.ServerFrames.rowDescription;

import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.TestProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SimpleQueryTest {
    @RegisterExtension
    static final TestProxy PROXY = new TestProxy();

    @Test
    void a_query_and_its_rows_pass_as_they_are() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(query("SELECT 1"))
                        .serverGets(query("SELECT 1"))
                        .serverSends(rowDescription("a"), row("1"), complete("SELECT 1"), ready())
                        .clientGets(rowDescription("a"), row("1"), complete("SELECT 1"), ready()));
    }

    @Test
    void several_statements_in_one_query_have_several_results() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(query("SELECT 1; UPDATE t SET a = 1"))
                        .serverGets(query("SELECT 1; UPDATE t SET a = 1"))
                        .serverSends(rowDescription("a"), row("1"), complete("SELECT 1"), complete("UPDATE 3"), ready())
                        .clientGets(
                                rowDescription("a"), row("1"), complete("SELECT 1"), complete("UPDATE 3"), ready()));
    }

    @Test
    void an_empty_query_has_an_empty_answer() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(query(""))
                        .serverGets(query(""))
                        .serverSends(emptyQuery(), ready())
                        .clientGets(emptyQuery(), ready()));
    }

    @Test
    void a_function_call_passes() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(functionCall(42))
                        .serverGets(functionCall(42))
                        .serverSends(functionResult("7"), ready())
                        .clientGets(functionResult("7"), ready()));
    }

    @Test
    void an_error_of_the_server_passes_and_the_session_goes_on() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(query("SELEC 1"))
                        .serverGets(query("SELEC 1"))
                        .serverSends(error("42601", "syntax error"), ready())
                        .clientGets(error("42601", "syntax error"), ready())
                        .query("SELECT 1", "SELECT 1", 'I'));
    }

    @Test
    void a_transaction_stays_on_its_server_until_it_ends() {
        EverySplit.of(
                PROXY,
                talk -> talk.query("BEGIN", "BEGIN", 'T')
                        .query("SELECT 1", "SELECT 1", 'T')
                        .clientSends(query("SELECT 1/0"))
                        .serverGets(query("SELECT 1/0"))
                        .serverSends(error("22012", "division by zero"), ready('E'))
                        .clientGets(error("22012", "division by zero"), ready('E'))
                        .query("ROLLBACK", "ROLLBACK", 'I'));
    }

    @Test
    void queries_that_do_not_wait_for_their_answers_are_answered_in_turn() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(query("SELECT 1"), query("BEGIN"), query("COMMIT"))
                        .serverGets(query("SELECT 1"), query("BEGIN"), query("COMMIT"))
                        .serverSends(
                                complete("SELECT 1"),
                                ready(),
                                complete("BEGIN"),
                                ready('T'),
                                complete("COMMIT"),
                                ready())
                        .clientGets(
                                complete("SELECT 1"),
                                ready(),
                                complete("BEGIN"),
                                ready('T'),
                                complete("COMMIT"),
                                ready()));
    }

    @Test
    void notices_and_parameters_between_the_answers_pass() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(query("SET application_name TO x"))
                        .serverGets(query("SET application_name TO x"))
                        .serverSends(
                                notice("a"), parameter("application_name", "x"), notice("b"), complete("SET"), ready())
                        .clientGets(
                                notice("a"), parameter("application_name", "x"), notice("b"), complete("SET"), ready())
                        .censusAbout("'SETTING'", row("SETTING", "application_name", "x")));
    }

    @Test
    void rows_longer_than_any_buffer_stream_through() {
        String huge = "x".repeat(300_000);

        EverySplit.once(
                PROXY,
                talk -> talk.clientSends(query("SELECT repeat('x', 300000)"))
                        .serverGets(query("SELECT repeat('x', 300000)"))
                        .serverSends(rowDescription("a"), row(huge), row("1", huge), complete("SELECT 2"), ready())
                        .clientGets(rowDescription("a"), row(huge), row("1", huge), complete("SELECT 2"), ready()));
    }

    @Test
    void a_query_longer_than_any_buffer_streams_through() {
        String sql = "SELECT '" + "x".repeat(300_000) + "'";

        EverySplit.once(PROXY, talk -> talk.query(sql, "SELECT 1", 'I').query("SELECT 1", "SELECT 1", 'I'));
    }

    @Test
    void a_query_sent_together_with_terminate_still_runs() {
        EverySplit.once(PROXY, talk -> {
            talk.clientSends(query("INSERT INTO t VALUES (1)"), terminate());

            talk.serverGets(query("INSERT INTO t VALUES (1)"), terminate()).clientGetsTheEnd();
        });
    }
}
