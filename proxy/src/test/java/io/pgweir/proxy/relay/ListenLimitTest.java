package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.execute;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.TestProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** LISTEN where no dedicated server is left: always 53400, and the session goes on. */
class ListenLimitTest {
    @RegisterExtension
    static final TestProxy PROXY = new TestProxy().withSession("max_pinned: 0");

    @Test
    void outside_of_a_transaction_it_is_refused_without_a_server() {
        EverySplit.of(PROXY, talk -> {
            talk.clientSends(query("LISTEN a"));

            ErrorResponse error = talk.client().expectError("53400");
            assertThat(error.detail()).contains("LISTEN", talk.database() + "/alice", "0 of 0");
            talk.clientGets(ready()).serverGotNothing().query("SELECT 1", "SELECT 1", 'I');
        });
    }

    @Test
    void a_refused_batch_is_answered_with_one_error_and_its_sync() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(parse("", "LISTEN a"), bind("", ""), execute(""), sync())
                        .clientGetsError("53400")
                        .clientGets(ready())
                        .serverGotNothing());
    }

    @Test
    void inside_of_a_transaction_the_transaction_fails_with_it() {
        EverySplit.of(PROXY, talk -> {
            talk.query("BEGIN", "BEGIN", 'T');

            talk.clientSends(query("LISTEN a"))
                    .serverGets(bind("", "pgweir_0"), sync())
                    .serverSends(error("26000", "no pgweir_0"), ready('E'));

            talk.clientGetsError("53400").clientGets(ready('E'));
            talk.query("ROLLBACK", "ROLLBACK", 'I');
        });
    }

    @Test
    void inside_of_a_transaction_a_prepared_one_fails_its_batch() {
        EverySplit.of(PROXY, talk -> {
            talk.query("BEGIN", "BEGIN", 'T');

            talk.clientSends(parse("l", "LISTEN a"), bind("", "l"), execute(""), sync())
                    .serverGets(parse("pgweir_1", "LISTEN a"), bind("", "pgweir_0"), execute(""), sync())
                    .serverSends(parseComplete(), error("26000", "no pgweir_0"), ready('E'));

            talk.clientGets(parseComplete()).clientGetsError("53400").clientGets(ready('E'));
            talk.query("ROLLBACK", "ROLLBACK", 'I');
        });
    }

    @Test
    void in_a_failed_transaction_it_fails_by_itself() {
        EverySplit.of(PROXY, talk -> {
            talk.query("BEGIN", "BEGIN", 'T');
            talk.clientSends(query("SELEC"))
                    .serverGets(query("SELEC"))
                    .serverSends(error("42601", "syntax error"), ready('E'))
                    .clientGets(error("42601", "syntax error"), ready('E'));

            talk.clientSends(query("LISTEN a"))
                    .serverGets(query("LISTEN a"))
                    .serverSends(error("25P02", "current transaction is aborted"), ready('E'))
                    .clientGets(error("25P02", "current transaction is aborted"), ready('E'));

            talk.query("ROLLBACK", "ROLLBACK", 'I')
                    .serverGetsQueryAbout("pg_listening_channels()")
                    .serverSends(complete("COMMIT"), ready());
        });
    }
}
