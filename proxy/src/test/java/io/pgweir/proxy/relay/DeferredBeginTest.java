package io.pgweir.proxy.relay;

import static io.pgweir.proxy.relay.PreparedStatements.prepares;
import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.closeStatement;
import static io.pgweir.proxy.testing.ClientFrames.describePortal;
import static io.pgweir.proxy.testing.ClientFrames.describeStatement;
import static io.pgweir.proxy.testing.ClientFrames.execute;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.closeComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.noData;
import static io.pgweir.proxy.testing.ServerFrames.parameterDescription;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;

import io.pgweir.proxy.testing.Conversation;
import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.Frame;
import io.pgweir.proxy.testing.TestProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A BEGIN alone waits for the next statement. */
class DeferredBeginTest {
    private static final String BEGIN = "BEGIN ISOLATION LEVEL SERIALIZABLE";

    private static final Frame[] BEGINS_AND_EXECUTES = {
        parse("", BEGIN),
        bind("", ""),
        execute(""),
        closeStatement("pgweir_1"),
        parse("s", "SELECT 1"),
        query("EXECUTE s")
    };

    @RegisterExtension
    static final TestProxy PROXY = new TestProxy().with("session", "{audit: off, defer_begin: on}");

    @Test
    void it_is_sent_with_the_next_statement() {
        EverySplit.of(PROXY, talk -> {
            begins(talk);

            talk.clientSends(query("SELECT 1"))
                    .serverGets(parse("", BEGIN), bind("", ""), execute(""), query("SELECT 1"))
                    .serverSends(parseComplete(), bindComplete(), complete("BEGIN"))
                    .serverSends(complete("SELECT 1"), ready('T'))
                    .clientGets(complete("SELECT 1"), ready('T'));

            talk.query("COMMIT", "COMMIT", 'I');
        });
    }

    @Test
    void it_is_sent_with_the_next_batch() {
        EverySplit.of(PROXY, talk -> {
            begins(talk);

            talk.clientSends(parse("", "SELECT 1"), bind("", ""), execute(""), sync())
                    .serverGets(parse("", BEGIN), bind("", ""), execute(""))
                    .serverGets(parse("", "SELECT 1"), bind("", ""), execute(""), sync())
                    .serverSends(parseComplete(), bindComplete(), complete("BEGIN"))
                    .serverSends(parseComplete(), bindComplete(), complete("SELECT 1"), ready('T'))
                    .clientGets(parseComplete(), bindComplete(), complete("SELECT 1"), ready('T'));

            talk.query("COMMIT", "COMMIT", 'I');
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"COMMIT", "ROLLBACK"})
    void a_transaction_without_statements_needs_no_server(String end) {
        EverySplit.once(PROXY, talk -> {
            begins(talk);

            talk.clientSends(query(end)).clientGets(complete(end), ready()).serverGotNothing();
        });
    }

    @Test
    void one_that_the_server_refuses_fails_the_transaction() {
        EverySplit.of(PROXY, talk -> {
            begins(talk);

            talk.clientSends(query("SELECT 1"))
                    .serverGets(parse("", BEGIN), bind("", ""), execute(""), query("SELECT 1"))
                    .serverSends(parseComplete(), bindComplete(), error("0A000", "not in a standby"))
                    .serverGets(sync())
                    .serverSends(ready())
                    .clientGets(error("0A000", "not in a standby"), ready('E'));

            talk.clientSends(query("SELECT 1")).clientGetsError("25P02").clientGets(ready('E'));
            talk.clientSends(query("COMMIT"))
                    .clientGets(complete("ROLLBACK"), ready())
                    .serverGotNothing();
        });
    }

    @Test
    void one_that_the_server_refuses_fails_a_batch() {
        EverySplit.of(PROXY, talk -> {
            begins(talk);

            talk.clientSends(parse("", "SELECT 1"), bind("", ""), execute(""), sync())
                    .serverGets(parse("", BEGIN), bind("", ""), execute(""))
                    .serverGets(parse("", "SELECT 1"), bind("", ""), execute(""), sync())
                    .serverSends(parseComplete(), bindComplete(), error("0A000", "not in a standby"), ready())
                    .clientGets(error("0A000", "not in a standby"), ready('E'));

            talk.clientSends(query("ROLLBACK")).clientGets(complete("ROLLBACK"), ready());
        });
    }

    @Test
    void in_the_extended_protocol_it_waits_too() {
        EverySplit.of(PROXY, talk -> {
            beginsInBatch(talk);

            talk.clientSends(parse("", "SELECT 1"), bind("", ""), execute(""), sync())
                    .serverGets(parse("", BEGIN), bind("", ""), execute(""))
                    .serverGets(parse("", "SELECT 1"), bind("", ""), execute(""), sync())
                    .serverSends(parseComplete(), bindComplete(), complete("BEGIN"))
                    .serverSends(parseComplete(), bindComplete(), complete("SELECT 1"), ready('T'))
                    .clientGets(parseComplete(), bindComplete(), complete("SELECT 1"), ready('T'));

            talk.query("COMMIT", "COMMIT", 'I');
        });
    }

    @Test
    void in_the_extended_protocol_it_may_be_a_named_statement_that_runs_again() {
        EverySplit.once(PROXY, talk -> {
            talk.clientSends(parse("b", BEGIN), bind("", "b"), execute(""), sync())
                    .clientGets(parseComplete(), bindComplete(), complete("BEGIN"), ready('T'));
            commitsInBatch(talk);
            talk.clientSends(bind("", "b"), describePortal(""), execute(""), sync())
                    .clientGets(bindComplete(), noData(), complete("BEGIN"), ready('T'))
                    .serverGotNothing();
            commitsInBatch(talk);
        });
    }

    @Test
    void a_known_text_is_prepared_in_it_without_a_server() {
        EverySplit.once(PROXY, talk -> {
            prepares(talk.client(), talk.server(), "s", "pgweir_1", "SELECT 1");
            begins(talk);
            talk.clientSends(parse("again", "SELECT 1"), sync())
                    .clientGets(parseComplete(), ready('T'))
                    .serverGotNothing();

            talk.clientSends(query("SELECT 1"))
                    .serverGets(parse("", BEGIN), bind("", ""), execute(""), parse("", "SELECT 1"), query("SELECT 1"))
                    .serverSends(parseComplete(), bindComplete(), complete("BEGIN"), parseComplete())
                    .serverSends(complete("SELECT 1"), ready('T'))
                    .clientGets(complete("SELECT 1"), ready('T'));

            talk.query("COMMIT", "COMMIT", 'I');
        });
    }

    @Test
    void in_the_extended_protocol_a_failed_one_answers_everything_but_its_end_with_an_error() {
        EverySplit.of(PROXY, talk -> {
            beginsInBatch(talk);
            talk.clientSends(query("SELECT 1"))
                    .serverGets(parse("", BEGIN), bind("", ""), execute(""), query("SELECT 1"))
                    .serverSends(parseComplete(), bindComplete(), error("0A000", "not in a standby"))
                    .serverGets(sync())
                    .serverSends(ready())
                    .clientGets(error("0A000", "not in a standby"), ready('E'));

            talk.clientSends(parse("", "SELECT 1"), bind("", ""), execute(""), sync())
                    .clientGetsError("25P02")
                    .clientGets(ready('E'));
            talk.clientSends(bind("", "unknown"), execute(""), sync())
                    .clientGetsError("26000")
                    .clientGets(ready('E'));
            talk.clientSends(describeStatement("unknown"), sync())
                    .clientGetsError("26000")
                    .clientGets(ready('E'));
            talk.clientSends(parse("", "COMMIT"), describeStatement(""), sync())
                    .clientGets(parseComplete(), parameterDescription(), noData(), ready('E'));
            talk.clientSends(parse("", "ROLLBACK"), bind("", ""), describePortal(""), execute(""), sync())
                    .clientGets(parseComplete(), bindComplete(), noData(), complete("ROLLBACK"), ready());
            talk.query("SELECT 2", "SELECT 2", 'I');
        });
    }

    @Test
    void in_the_extended_protocol_what_follows_the_end_of_a_failed_one_in_its_batch_runs() {
        EverySplit.once(PROXY, talk -> {
            begins(talk);
            talk.clientSends(query("SELECT 1"))
                    .serverGets(parse("", BEGIN), bind("", ""), execute(""), query("SELECT 1"))
                    .serverSends(parseComplete(), bindComplete(), error("0A000", "not in a standby"))
                    .serverGets(sync())
                    .serverSends(ready())
                    .clientGets(error("0A000", "not in a standby"), ready('E'));

            talk.clientSends(parse("", "ROLLBACK"), bind("", ""), execute(""))
                    .clientSends(parse("", "SELECT 1"), bind("", ""), execute(""), sync())
                    .clientGets(parseComplete(), bindComplete(), complete("ROLLBACK"))
                    .serverGets(parse("", "SELECT 1"), bind("", ""), execute(""), sync())
                    .serverSends(parseComplete(), bindComplete(), complete("SELECT 1"), ready())
                    .clientGets(parseComplete(), bindComplete(), complete("SELECT 1"), ready());
        });
    }

    @Test
    void what_its_statements_leave_is_asked_for_at_its_end() {
        EverySplit.once(PROXY, talk -> {
            begins(talk);
            String sql = "CREATE TEMP TABLE t (a int)";
            talk.clientSends(query(sql))
                    .serverGets(parse("", BEGIN), bind("", ""), execute(""), query(sql))
                    .serverSends(parseComplete(), bindComplete(), complete("BEGIN"))
                    .serverSends(complete("CREATE TABLE"), ready('T'))
                    .clientGets(complete("CREATE TABLE"), ready('T'));

            talk.query("COMMIT", "COMMIT", 'I');

            talk.censusAbout("'TEMP'", row("TEMP", "", "")).keepsItsServer();
        });
    }

    @Test
    void where_sql_names_statements_a_refused_begin_leaves_the_statement_unexecuted() {
        EverySplit.once(PROXY, talk -> {
            prepares(talk.client(), talk.server(), "s", "pgweir_1", "SELECT 1");
            begins(talk);

            talk.clientSends(query("EXECUTE s")).serverGets(BEGINS_AND_EXECUTES);
            talk.serverSends(parseComplete(), bindComplete(), error("0A000", "not in a standby"))
                    .serverGets(sync())
                    .serverSends(ready());

            talk.clientGets(error("0A000", "not in a standby"), ready('E'));
            talk.censusAbout("'STATEMENT'", row("PROTOCOL_STATEMENT", "pgweir_1", ""))
                    .serverGetsTheEnd();
            talk.clientSends(query("ROLLBACK")).clientGets(complete("ROLLBACK"), ready());
        });
    }

    @Test
    void where_sql_names_statements_one_that_is_refused_by_now_fails_the_transaction() {
        EverySplit.once(PROXY, talk -> {
            prepares(talk.client(), talk.server(), "s", "pgweir_1", "SELECT 1");
            begins(talk);

            talk.clientSends(query("EXECUTE s")).serverGets(BEGINS_AND_EXECUTES);
            talk.serverSends(parseComplete(), bindComplete(), complete("BEGIN"), closeComplete())
                    .serverSends(error("42P01", "no t"))
                    .serverGets(sync())
                    .serverSends(ready('E'));

            talk.clientGets(error("42P01", "no t"), ready('E')).keepsItsServer();
        });
    }

    private static void beginsInBatch(Conversation talk) {
        talk.clientSends(parse("", BEGIN), bind("", ""), describePortal(""), execute(""), sync())
                .clientGets(parseComplete(), bindComplete(), noData(), complete("BEGIN"), ready('T'))
                .serverGotNothing();
    }

    private static void commitsInBatch(Conversation talk) {
        talk.clientSends(parse("", "COMMIT"), bind("", ""), execute(""), sync())
                .clientGets(parseComplete(), bindComplete(), complete("COMMIT"), ready())
                .serverGotNothing();
    }

    private static void begins(Conversation talk) {
        talk.clientSends(query(BEGIN)).clientGets(complete("BEGIN"), ready('T')).serverGotNothing();
    }
}
