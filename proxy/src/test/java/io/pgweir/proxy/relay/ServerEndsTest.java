package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.terminate;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.fatal;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;
import static io.pgweir.proxy.testing.ServerFrames.rowDescription;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.Frame;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** One of the two sides goes away. */
class ServerEndsTest {
    private static final Frame SHUTDOWN = fatal("57P01", "terminating connection due to administrator command");

    @RegisterExtension
    static final TestProxy PROXY = new TestProxy();

    @Test
    void a_fatal_error_of_the_server_passes_and_nothing_is_added() {
        EverySplit.of(PROXY, talk -> {
            talk.clientSends(query("SELECT 1")).serverGets(query("SELECT 1")).serverSends(SHUTDOWN);
            talk.server().shutDownOutput();

            talk.clientGets(SHUTDOWN).clientGetsTheEnd();
        });
    }

    @Test
    void a_server_lost_in_the_middle_of_a_row_ends_the_session_without_a_word() {
        EverySplit.once(PROXY, talk -> {
            byte[] row = row("x".repeat(1_000)).bytes();
            talk.clientSends(query("SELECT 1")).serverGets(query("SELECT 1"));
            talk.serverSends(rowDescription("a")).clientGets(rowDescription("a"));

            talk.server().send(Arrays.copyOf(row, 500));
            talk.server().close();

            talk.client().skip(500);
            talk.clientGetsTheEnd();
        });
    }

    @Test
    void a_server_lost_between_two_messages_is_told_as_an_error() {
        EverySplit.of(PROXY, talk -> {
            talk.clientSends(query("SELECT 1"))
                    .serverGets(query("SELECT 1"))
                    .serverSends(rowDescription("a"), row("1"));
            talk.server().shutDownOutput();

            talk.clientGets(rowDescription("a"), row("1")).clientGetsError("08006");
            talk.clientGetsTheEnd();
        });
    }

    @Test
    void a_server_that_resets_in_a_transaction_is_told_as_an_error() {
        EverySplit.once(PROXY, talk -> {
            talk.query("BEGIN", "BEGIN", 'T');

            talk.server().reset();

            talk.clientGetsError("08006").clientGetsTheEnd();
        });
    }

    @Test
    void a_server_lost_at_rest_troubles_nobody() {
        WireClient client = PROXY.login("rest");
        PROXY.server().connection("rest").close();
        PROXY.awaitPool("rest", pool -> assertThat(pool.members()).isEmpty());

        client.send(query("SELECT 1"));

        PROXY.server().connection("rest").expect(query("SELECT 1"));
    }

    @Test
    void a_client_lost_in_a_query_costs_its_server() {
        WireClient client = PROXY.login("query");
        FakeConnection server = PROXY.server().connection("query");
        client.send(query("SELECT 1"));
        server.expect(query("SELECT 1"));

        client.close();

        server.expect(terminate());
        server.expectEnd();
    }

    @Test
    void a_client_lost_in_a_transaction_has_it_rolled_back_and_its_server_used_again() {
        EverySplit.once(PROXY, talk -> {
            WireClient next = PROXY.login(talk.database());
            talk.query("BEGIN", "BEGIN", 'T');

            talk.client().reset();

            talk.serverGets(query("ROLLBACK")).serverSends(complete("ROLLBACK"), ready());
            next.send(query("SELECT 1"));
            talk.serverGets(query("SELECT 1"));
            talk.serverSends(complete("SELECT 1"), ready());
            next.expect(complete("SELECT 1"), ready());
            next.close();
            talk.settles();
        });
    }

    @Test
    void a_rollback_that_fails_costs_the_server() {
        WireClient client = PROXY.login("rollback");
        FakeConnection server = PROXY.server().connection("rollback");
        client.send(query("BEGIN"));
        server.expect(query("BEGIN"));
        server.send(complete("BEGIN"), ready('T'));
        client.expect(complete("BEGIN"), ready('T'));

        client.send(terminate());
        server.expect(query("ROLLBACK"));
        server.send(error("XX000", "no"), ready('T'));

        server.expect(terminate());
        server.expectEnd();
        client.expectEnd();
    }
}
