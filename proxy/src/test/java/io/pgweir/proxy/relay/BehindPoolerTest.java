package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.closeStatement;
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
import static io.pgweir.proxy.testing.ServerFrames.notification;
import static io.pgweir.proxy.testing.ServerFrames.parameterDescription;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;

import io.pgweir.proxy.testing.Conversation;
import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.TestProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a pooler's connection each batch may meet another server: nothing of ours is left there. */
class BehindPoolerTest {
    @RegisterExtension
    static final TestProxy PROXY = new TestProxy().withDirectServer();

    @Test
    void a_prepared_statement_goes_without_a_name_and_is_parsed_in_each_batch() {
        EverySplit.of(PROXY, talk -> {
            prepares(talk, "mine", "SELECT 1");

            runs(talk, "mine", "SELECT 1");
            runs(talk, "mine", "SELECT 1");

            talk.clientSends(closeStatement("mine"), sync()).clientGets(closeComplete(), ready());
        });
    }

    @Test
    void in_one_batch_it_is_parsed_once_and_another_in_its_turn() {
        EverySplit.of(PROXY, talk -> {
            prepares(talk, "one", "SELECT 1");
            prepares(talk, "two", "SELECT 2");

            talk.clientSends(bind("", "one"), execute(""), bind("", "one"), execute(""))
                    .clientSends(bind("", "two"), execute(""), sync())
                    .serverGets(parse("", "SELECT 1"), bind("", ""), execute(""), bind("", ""), execute(""))
                    .serverGets(parse("", "SELECT 2"), bind("", ""), execute(""), sync())
                    .serverSends(parseComplete(), bindComplete(), complete("SELECT 1"))
                    .serverSends(bindComplete(), complete("SELECT 1"))
                    .serverSends(parseComplete(), bindComplete(), complete("SELECT 1"), ready())
                    .clientGets(bindComplete(), complete("SELECT 1"), bindComplete(), complete("SELECT 1"))
                    .clientGets(bindComplete(), complete("SELECT 1"), ready());
        });
    }

    @Test
    void the_clients_unnamed_statement_outlives_one_of_ours() {
        EverySplit.of(PROXY, talk -> {
            prepares(talk, "mine", "SELECT 1");
            talk.clientSends(parse("", "SELECT 2"), sync())
                    .serverGets(parse("", "SELECT 2"), sync())
                    .serverSends(parseComplete(), ready())
                    .clientGets(parseComplete(), ready());
            runs(talk, "mine", "SELECT 1");

            talk.clientSends(bind("", ""), execute(""), sync())
                    .serverGets(parse("", "SELECT 2"), bind("", ""), execute(""), sync())
                    .serverSends(parseComplete(), bindComplete(), complete("SELECT 1"), ready())
                    .clientGets(bindComplete(), complete("SELECT 1"), ready());
        });
    }

    @Test
    void a_description_parses_it_too() {
        EverySplit.of(PROXY, talk -> {
            prepares(talk, "mine", "SELECT 1");

            talk.clientSends(describeStatement("mine"), sync())
                    .serverGets(parse("", "SELECT 1"), describeStatement(""), sync())
                    .serverSends(parseComplete(), parameterDescription(), noData(), ready())
                    .clientGets(parameterDescription(), noData(), ready());
        });
    }

    @Test
    void a_statement_that_fails_is_parsed_again() {
        EverySplit.of(PROXY, talk -> {
            prepares(talk, "mine", "SELECT 1");
            talk.clientSends(bind("", "mine"), execute(""), sync())
                    .serverGets(parse("", "SELECT 1"), bind("", ""), execute(""), sync())
                    .serverSends(error("42P01", "no table"), ready())
                    .clientGetsError("42P01")
                    .clientGets(ready());

            runs(talk, "mine", "SELECT 1");
        });
    }

    @Test
    void a_text_that_is_refused_when_it_is_parsed_has_no_name() {
        EverySplit.of(PROXY, talk -> {
            talk.clientSends(parse("mine", "SELEC"), sync())
                    .serverGets(parse("", "SELEC"), sync())
                    .serverSends(error("42601", "syntax error"), ready())
                    .clientGetsError("42601")
                    .clientGets(ready());

            prepares(talk, "mine", "SELECT 1");
        });
    }

    @Test
    void what_needs_its_own_server_waits_for_the_answers_before_it() {
        EverySplit.of(PROXY, talk -> {
            talk.clientSends(query("SELECT 1"), query("SET work_mem = '7MB'"))
                    .serverGets(query("SELECT 1"))
                    .serverSends(complete("SELECT 1"), ready())
                    .clientGets(complete("SELECT 1"), ready());

            talk.nextServer(PROXY.direct())
                    .serverGets(query("SET work_mem = '7MB'"))
                    .serverSends(complete("SET"), ready())
                    .clientGets(complete("SET"), ready());
            talk.censusAbout("pg_settings");
            talk.serverGetsTheEnd().firstServer();
        });
    }

    @Test
    void a_strangers_notification_is_dropped_and_the_strangers_server_left_alone() {
        EverySplit.of(PROXY, talk -> {
            talk.clientSends(query("SELECT 1"))
                    .serverGets(query("SELECT 1"))
                    .serverSends(notification(1, "a", ""), complete("SELECT 1"), ready())
                    .clientGets(complete("SELECT 1"), ready())
                    .serverGotNothing();
        });
    }

    private static void prepares(Conversation talk, String name, String sql) {
        talk.clientSends(parse(name, sql), sync())
                .serverGets(parse("", sql), sync())
                .serverSends(parseComplete(), ready())
                .clientGets(parseComplete(), ready());
    }

    private static void runs(Conversation talk, String name, String sql) {
        talk.clientSends(bind("", name), execute(""), sync())
                .serverGets(parse("", sql), bind("", ""), execute(""), sync())
                .serverSends(parseComplete(), bindComplete(), complete("SELECT 1"), ready())
                .clientGets(bindComplete(), complete("SELECT 1"), ready());
    }
}
