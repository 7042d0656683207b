package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.execute;
import static io.pgweir.proxy.testing.ClientFrames.flush;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.notification;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.testing.Conversation;
import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.TestProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** LISTEN where the pooled endpoint is another pooler: the session moves to PostgreSQL itself. */
class ListenDirectTest {
    private static final String CENSUS = "pg_listening_channels()";

    @RegisterExtension
    static final TestProxy PROXY = new TestProxy().withDirectServer();

    @Test
    void outside_of_a_transaction_it_runs_on_the_direct_server() {
        EverySplit.of(PROXY, talk -> {
            listens(talk);

            talk.query("SELECT 1", "SELECT 1", 'I');

            talk.serverSends(notification(talk.server().pid(), "a", ""))
                    .clientGets(notification(talk.client().pid(), "a", ""))
                    .keepsItsServer();
        });
    }

    @Test
    void a_transaction_that_only_began_begins_again_on_the_direct_server() {
        EverySplit.of(PROXY, talk -> {
            talk.query("BEGIN ISOLATION LEVEL SERIALIZABLE", "BEGIN", 'T');

            talk.clientSends(query("LISTEN a"))
                    .serverGets(query("ROLLBACK"))
                    .serverSends(complete("ROLLBACK"), ready())
                    .nextServer(PROXY.direct());
            beginsAgain(talk, "BEGIN ISOLATION LEVEL SERIALIZABLE");

            talk.query("COMMIT", "COMMIT", 'I');
            censusFindsListen(talk);
            talk.keepsItsServer();
        });
    }

    @Test
    void a_listen_that_does_not_wait_for_its_begin_moves_when_it_is_answered() {
        EverySplit.of(PROXY, talk -> {
            talk.clientSends(query("BEGIN"), query("LISTEN a"))
                    .serverGets(query("BEGIN"))
                    .serverSends(complete("BEGIN"), ready('T'))
                    .clientGets(complete("BEGIN"), ready('T'))
                    .serverGets(query("ROLLBACK"))
                    .serverSends(complete("ROLLBACK"), ready());

            talk.nextServer(PROXY.direct());
            beginsAgain(talk, "BEGIN");
            talk.query("COMMIT", "COMMIT", 'I');
            censusFindsListen(talk);
            talk.keepsItsServer();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT pg_is_in_recovery()",
                "select pg_catalog.version() AS v, 1, 'x', current_user;",
            })
    void a_transaction_that_only_asked_what_is_the_same_everywhere_begins_again_on_the_direct_server(String sql) {
        EverySplit.of(PROXY, talk -> {
            talk.query("BEGIN", "BEGIN", 'T').query(sql, "SELECT 1", 'T');

            talk.clientSends(query("LISTEN a"))
                    .serverGets(query("ROLLBACK"))
                    .serverSends(complete("ROLLBACK"), ready())
                    .nextServer(PROXY.direct());
            beginsAgain(talk, "BEGIN");
            talk.query("COMMIT", "COMMIT", 'I');
            censusFindsListen(talk);
            talk.keepsItsServer();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE t SET a = 1",
                "SELECT version() FROM t",
                "SELECT pg_is_in_recovery(), f()",
                "SELECT pg_is_in_recovery(); UPDATE t SET a = 1",
                "SELECT now()",
            })
    void a_transaction_that_did_something_cannot_move(String sql) {
        EverySplit.of(PROXY, talk -> {
            talk.query("BEGIN", "BEGIN", 'T').query(sql, "SELECT 1", 'T');

            talk.clientSends(query("LISTEN a"))
                    .serverGets(parse("", "this was refused"), sync())
                    .serverSends(error("42601", "syntax error"), ready('E'));

            ErrorResponse error = talk.client().expectError("0A000");
            assertThat(error.hint()).contains("first in its transaction");
            talk.clientGets(ready('E')).query("ROLLBACK", "ROLLBACK", 'I');
        });
    }

    @Test
    void a_second_begin_hides_nothing_that_ran_before_it() {
        EverySplit.of(PROXY, talk -> {
            talk.query("BEGIN", "BEGIN", 'T').query("UPDATE t SET a = 1", "UPDATE 1", 'T');
            talk.query("BEGIN", "BEGIN", 'T');

            staysAndIsRefused(talk);
        });
    }

    @Test
    void a_begin_in_the_batch_of_another_statement_does_not_hide_it() {
        EverySplit.of(PROXY, talk -> {
            talk.clientSends(parse("", "UPDATE t SET a = 1"), bind("", ""), execute(""), flush())
                    .serverGets(parse("", "UPDATE t SET a = 1"), bind("", ""), execute(""), flush())
                    .serverSends(parseComplete(), bindComplete(), complete("UPDATE 1"))
                    .clientGets(parseComplete(), bindComplete(), complete("UPDATE 1"));
            beginsInBatch(talk);

            staysAndIsRefused(talk);
        });
    }

    @Test
    void a_begin_of_a_batch_begins_again_on_the_direct_server() {
        EverySplit.of(PROXY, talk -> {
            beginsInBatch(talk);

            talk.clientSends(query("LISTEN a"))
                    .serverGets(query("ROLLBACK"))
                    .serverSends(complete("ROLLBACK"), ready())
                    .nextServer(PROXY.direct());
            beginsAgain(talk, "BEGIN");
            talk.query("COMMIT", "COMMIT", 'I');
            censusFindsListen(talk);
            talk.keepsItsServer();
        });
    }

    @Test
    void a_batch_that_listens_moves_as_a_whole() {
        EverySplit.of(PROXY, talk -> {
            talk.query("BEGIN", "BEGIN", 'T');

            talk.clientSends(parse("", "LISTEN a"), bind("", ""), flush())
                    .serverGets(query("ROLLBACK"))
                    .serverSends(complete("ROLLBACK"), ready())
                    .nextServer(PROXY.direct())
                    .serverGets(parse("", "BEGIN"), bind("", ""), execute(""))
                    .serverGets(parse("", "LISTEN a"), bind("", ""), flush())
                    .serverSends(parseComplete(), bindComplete(), complete("BEGIN"))
                    .serverSends(parseComplete(), bindComplete())
                    .clientGets(parseComplete(), bindComplete());
            talk.clientSends(execute(""), sync())
                    .serverGets(execute(""), sync())
                    .serverSends(complete("LISTEN"), ready('T'))
                    .clientGets(complete("LISTEN"), ready('T'));
            talk.query("COMMIT", "COMMIT", 'I');
            censusFindsListen(talk);
            talk.keepsItsServer();
        });
    }

    private static void beginsInBatch(Conversation talk) {
        talk.clientSends(parse("", "BEGIN"), bind("", ""), execute(""), sync())
                .serverGets(parse("", "BEGIN"), bind("", ""), execute(""), sync())
                .serverSends(parseComplete(), bindComplete(), complete("BEGIN"), ready('T'))
                .clientGets(parseComplete(), bindComplete(), complete("BEGIN"), ready('T'));
    }

    private static void staysAndIsRefused(Conversation talk) {
        talk.clientSends(query("LISTEN a"))
                .serverGets(parse("", "this was refused"), sync())
                .serverSends(error("42601", "syntax error"), ready('E'))
                .clientGetsError("0A000")
                .clientGets(ready('E'))
                .query("ROLLBACK", "ROLLBACK", 'I');
    }

    @Test
    void a_begin_that_fails_on_the_direct_server_fails_the_transaction() {
        EverySplit.of(PROXY, talk -> {
            talk.query("BEGIN", "BEGIN", 'T').clientSends(query("LISTEN a"));
            talk.serverGets(query("ROLLBACK")).serverSends(complete("ROLLBACK"), ready());

            talk.nextServer(PROXY.direct())
                    .serverGets(parse("", "BEGIN"), bind("", ""), execute(""), query("LISTEN a"))
                    .serverSends(error("25006", "read-only"))
                    .serverGets(sync())
                    .serverSends(ready());

            talk.clientGetsError("25006").clientGets(ready('E'));
            talk.serverGetsQueryAbout(CENSUS).serverSends(complete("COMMIT"), ready());
            talk.serverGetsTheEnd();
            talk.clientSends(query("ROLLBACK"))
                    .clientGets(complete("ROLLBACK"), ready())
                    .firstServer()
                    .serverGotNothing();
        });
    }

    @Test
    void the_direct_server_ends_when_nothing_listens_any_more() {
        EverySplit.of(PROXY, talk -> {
            listens(talk);

            talk.query("UNLISTEN *", "UNLISTEN", 'I').serverGetsQueryAbout(CENSUS);
            talk.serverSends(complete("COMMIT"), ready());

            talk.serverGetsTheEnd().firstServer().query("SELECT 1", "SELECT 1", 'I');
        });
    }

    @Test
    void a_prepared_listen_runs_on_the_direct_server() {
        EverySplit.once(PROXY, talk -> {
            talk.clientSends(parse("", "LISTEN a"), bind("", ""), execute(""), sync());

            FakeConnection direct = PROXY.direct().connection(talk.database());
            direct.expect(parse("", "LISTEN a"), bind("", ""), execute(""), sync());
            direct.close();
            talk.clientGetsError("08006").clientGetsTheEnd();
        });
    }

    private static void beginsAgain(Conversation talk, String begin) {
        talk.serverGets(parse("", begin), bind("", ""), execute(""), query("LISTEN a"))
                .serverSends(parseComplete(), bindComplete(), complete("BEGIN"))
                .serverSends(complete("LISTEN"), ready('T'))
                .clientGets(complete("LISTEN"), ready('T'));
    }

    private static void listens(Conversation talk) {
        talk.clientSends(query("LISTEN a")).nextServer(PROXY.direct());
        talk.serverGets(query("LISTEN a"))
                .serverSends(complete("LISTEN"), ready())
                .clientGets(complete("LISTEN"), ready());
        censusFindsListen(talk);
    }

    private static void censusFindsListen(Conversation talk) {
        talk.serverGetsQueryAbout(CENSUS)
                .serverSends(complete("BEGIN"), row("LISTEN", "a", ""), complete("COMMIT"), ready())
                .settles();
    }
}
