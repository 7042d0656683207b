package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.execute;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static io.pgweir.proxy.testing.ClientFrames.terminate;
import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.notification;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.proxy.testing.Conversation;
import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.Frame;
import io.pgweir.proxy.testing.TestProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LISTEN where the pooled endpoint is PostgreSQL itself. */
class ListenTest {
    private static final String CENSUS = "pg_listening_channels()";

    @RegisterExtension
    static final TestProxy PROXY = new TestProxy();

    @Test
    void outside_of_a_transaction_the_session_gets_a_new_server_of_its_own() {
        EverySplit.of(PROXY, talk -> {
            talk.clientSends(query("LISTEN a")).nextServer();

            talk.serverGets(query("LISTEN a"))
                    .serverSends(complete("LISTEN"), ready())
                    .clientGets(complete("LISTEN"), ready());
            censusFinds(talk, row("LISTEN", "a", ""));

            talk.pool(pool -> assertThat(pool.dedicatedCount()).isEqualTo(1))
                    .query("SELECT 1", "SELECT 1", 'I')
                    .keepsItsServer();
        });
    }

    @Test
    void inside_of_a_transaction_its_server_becomes_its_own() {
        EverySplit.of(PROXY, talk -> {
            talk.query("BEGIN", "BEGIN", 'T')
                    .query("SELECT 1", "SELECT 1", 'T')
                    .query("LISTEN a", "LISTEN", 'T')
                    .query("COMMIT", "COMMIT", 'I');

            censusFinds(talk, row("LISTEN", "a", ""));

            talk.query("SELECT 1", "SELECT 1", 'I').keepsItsServer();
        });
    }

    @Test
    void when_the_census_finds_nothing_the_server_is_shared_again() {
        EverySplit.of(PROXY, talk -> {
            talk.query("BEGIN", "BEGIN", 'T').query("LISTEN a", "LISTEN", 'T').query("ROLLBACK", "ROLLBACK", 'I');

            censusFinds(talk);

            talk.pool(pool -> assertThat(pool.dedicatedCount()).isZero());
        });
    }

    @Test
    void after_unlisten_the_server_is_shared_again() {
        EverySplit.of(PROXY, talk -> {
            listens(talk);

            talk.query("UNLISTEN a", "UNLISTEN", 'I');
            censusFinds(talk);

            talk.pool(pool -> assertThat(pool.dedicatedCount()).isZero()).query("SELECT 1", "SELECT 1", 'I');
        });
    }

    @Test
    void unlisten_of_one_channel_of_two_keeps_the_server() {
        EverySplit.of(PROXY, talk -> {
            listens(talk);

            talk.query("UNLISTEN a", "UNLISTEN", 'I');
            censusFinds(talk, row("LISTEN", "a", ""));

            talk.keepsItsServer();
        });
    }

    @Test
    void discard_all_ends_it() {
        EverySplit.of(PROXY, talk -> {
            listens(talk);

            talk.query("DISCARD ALL", "DISCARD ALL", 'I');
            censusFinds(talk);

            talk.pool(pool -> assertThat(pool.dedicatedCount()).isZero());
        });
    }

    @Test
    void notifications_pass_and_the_clients_own_pid_is_the_one_it_knows() {
        EverySplit.of(PROXY, talk -> {
            listens(talk);
            int own = talk.server().pid();
            int told = talk.client().pid();

            talk.serverSends(notification(own, "a", "mine"), notification(7, "a", "another's"));

            talk.clientGets(notification(told, "a", "mine"), notification(7, "a", "another's"))
                    .keepsItsServer();
        });
    }

    @Test
    void a_notification_between_the_answers_passes_in_its_place() {
        EverySplit.of(PROXY, talk -> {
            listens(talk);

            talk.clientSends(query("SELECT 1"))
                    .serverGets(query("SELECT 1"))
                    .serverSends(notification(7, "a", ""), row("1"), complete("SELECT 1"), ready())
                    .clientGets(notification(7, "a", ""), row("1"), complete("SELECT 1"), ready())
                    .keepsItsServer();
        });
    }

    @Test
    void a_notification_during_the_census_passes() {
        EverySplit.of(PROXY, talk -> {
            talk.clientSends(query("LISTEN a")).nextServer();
            talk.serverGets(query("LISTEN a"))
                    .serverSends(complete("LISTEN"), ready())
                    .clientGets(complete("LISTEN"), ready());

            talk.serverGetsQueryAbout(CENSUS)
                    .serverSends(
                            complete("BEGIN"),
                            notification(talk.server().pid(), "a", "x"),
                            row("LISTEN", "a", ""),
                            ready());

            talk.clientGets(notification(talk.client().pid(), "a", "x")).keepsItsServer();
        });
    }

    @Test
    void a_notification_right_behind_the_census_passes() {
        EverySplit.of(PROXY, talk -> {
            talk.clientSends(query("LISTEN a")).nextServer();
            talk.serverGets(query("LISTEN a"))
                    .serverSends(complete("LISTEN"), ready())
                    .clientGets(complete("LISTEN"), ready());

            talk.serverGetsQueryAbout(CENSUS).serverSends(row("LISTEN", "a", ""), ready(), notification(7, "a", "x"));

            talk.clientGets(notification(7, "a", "x")).keepsItsServer();
        });
    }

    @Test
    void a_census_that_fails_ends_session_and_server() {
        EverySplit.of(PROXY, talk -> {
            talk.query("BEGIN", "BEGIN", 'T').query("LISTEN a", "LISTEN", 'T').query("COMMIT", "COMMIT", 'I');

            talk.serverGetsQueryAbout(CENSUS).serverSends(error("57014", "canceling statement"), ready('E'));
            for (int again = 1; again <= 4; again++) {
                talk.serverGetsQueryAbout("SET LOCAL statement_timeout = 0")
                        .serverSends(error("57014", "canceling statement"), ready('E'));
            }

            talk.clientGetsError("57P01").clientGetsTheEnd().serverGetsTheEnd();
        });
    }

    @Test
    void a_census_that_is_canceled_is_taken_again_without_the_clients_timeouts() {
        EverySplit.of(PROXY, talk -> {
            talk.query("BEGIN", "BEGIN", 'T').query("LISTEN a", "LISTEN", 'T').query("COMMIT", "COMMIT", 'I');
            talk.serverGetsQueryAbout(CENSUS).serverSends(error("57014", "canceling statement"), ready('E'));

            talk.serverGetsQueryAbout(CENSUS).serverSends(row("LISTEN", "a", ""), complete("COMMIT"), ready());

            talk.settles().query("SELECT 1", "SELECT 1", 'I').keepsItsServer();
        });
    }

    @Test
    void a_census_that_leaves_its_transaction_open_ends_session_and_server() {
        EverySplit.of(PROXY, talk -> {
            talk.query("BEGIN", "BEGIN", 'T').query("LISTEN a", "LISTEN", 'T').query("COMMIT", "COMMIT", 'I');

            talk.serverGetsQueryAbout(CENSUS).serverSends(row("LISTEN", "a", ""), ready('T'));

            talk.clientGetsError("57P01").clientGetsTheEnd().serverGetsTheEnd();
        });
    }

    @Test
    void a_prepared_listen_gets_a_server_of_its_own_at_its_bind() {
        EverySplit.of(PROXY, talk -> {
            talk.clientSends(parse("l", "LISTEN a"), bind("", "l"), execute(""), sync())
                    .nextServer();

            talk.serverGets(parse("pgweir_1", "LISTEN a"), bind("", "pgweir_1"), execute(""), sync())
                    .serverSends(parseComplete(), bindComplete(), complete("LISTEN"), ready())
                    .clientGets(parseComplete(), bindComplete(), complete("LISTEN"), ready());
            censusFinds(talk, row("LISTEN", "a", ""));
            talk.keepsItsServer();
        });
    }

    @Test
    void an_unnamed_listen_gets_a_server_of_its_own_at_its_bind() {
        EverySplit.of(PROXY, talk -> {
            talk.clientSends(parse("", "LISTEN a"), bind("", ""), execute(""), sync())
                    .nextServer();

            talk.serverGets(parse("", "LISTEN a"), bind("", ""), execute(""), sync())
                    .serverSends(parseComplete(), bindComplete(), complete("LISTEN"), ready())
                    .clientGets(parseComplete(), bindComplete(), complete("LISTEN"), ready());
            censusFinds(talk, row("LISTEN", "a", ""));
            talk.keepsItsServer();
        });
    }

    @Test
    void a_listen_behind_another_statement_of_the_same_query_is_seen() {
        EverySplit.of(PROXY, talk -> {
            String sql = "SELECT 1; listen a";
            talk.clientSends(query(sql)).nextServer();

            talk.serverGets(query(sql))
                    .serverSends(complete("SELECT 1"), complete("LISTEN"), ready())
                    .clientGets(complete("SELECT 1"), complete("LISTEN"), ready());
            censusFinds(talk, row("LISTEN", "a", ""));
            talk.keepsItsServer();
        });
    }

    @Test
    void a_client_that_leaves_takes_its_server_with_it() {
        EverySplit.once(PROXY, talk -> {
            listens(talk);

            talk.clientSends(terminate());

            talk.clientGetsTheEnd()
                    .serverGetsTheEnd()
                    .pool(pool -> assertThat(pool.dedicatedCount()).isZero());
        });
    }

    /** The client listens on a dedicated server. */
    private static void listens(Conversation talk) {
        talk.clientSends(query("LISTEN a")).nextServer();
        talk.serverGets(query("LISTEN a"))
                .serverSends(complete("LISTEN"), ready())
                .clientGets(complete("LISTEN"), ready());
        censusFinds(talk, row("LISTEN", "a", ""));
    }

    private static void censusFinds(Conversation talk, Frame... rows) {
        talk.censusAbout(CENSUS, rows);
    }
}
