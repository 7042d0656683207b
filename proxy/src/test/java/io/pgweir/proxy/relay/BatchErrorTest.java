package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.closeStatement;
import static io.pgweir.proxy.testing.ClientFrames.describeStatement;
import static io.pgweir.proxy.testing.ClientFrames.execute;
import static io.pgweir.proxy.testing.ClientFrames.flush;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.noData;
import static io.pgweir.proxy.testing.ServerFrames.parameterDescription;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;

import io.pgweir.proxy.testing.Conversation;
import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.Frame;
import io.pgweir.proxy.testing.TestProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** An error in a batch: the server skips the rest, and what we believed of the skipped messages is taken back. */
class BatchErrorTest {
    private static final Frame NO_TABLE = error("42P01", "no such table");

    @RegisterExtension
    static final TestProxy PROXY = new TestProxy();

    @Test
    void the_rest_of_a_failed_batch_is_skipped_and_the_session_goes_on() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(parse("", "SELECT x"), bind("", ""), execute(""), sync())
                        .serverGets(parse("", "SELECT x"), bind("", ""), execute(""), sync())
                        .serverSends(NO_TABLE, ready())
                        .clientGets(NO_TABLE, ready())
                        .query("SELECT 1", "SELECT 1", 'I'));
    }

    @Test
    void messages_behind_an_error_pass_until_the_sync() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(parse("", "SELECT x"), flush())
                        .serverGets(parse("", "SELECT x"), flush())
                        .serverSends(NO_TABLE)
                        .clientGets(NO_TABLE)
                        .clientSends(bind("", "s"), execute(""), parse("t", "SELECT 2"), closeStatement("s"), sync())
                        .serverGets(bind("", "s"), execute(""), parse("t", "SELECT 2"), closeStatement("s"), sync())
                        .serverSends(ready())
                        .clientGets(ready()));
    }

    @Test
    void a_name_whose_parse_failed_is_free_again() {
        EverySplit.of(PROXY, talk -> {
            talk.clientSends(parse("s", "SELECT x"), sync())
                    .serverGets(parse("pgweir_1", "SELECT x"), sync())
                    .serverSends(NO_TABLE, ready())
                    .clientGets(NO_TABLE, ready());

            talk.clientSends(parse("s", "SELECT 1"), bind("", "s"), execute(""), sync())
                    .serverGets(parse("pgweir_2", "SELECT 1"), bind("", "pgweir_2"), execute(""), sync())
                    .serverSends(parseComplete(), bindComplete(), complete("SELECT 1"), ready())
                    .clientGets(parseComplete(), bindComplete(), complete("SELECT 1"), ready());
        });
    }

    @Test
    void a_name_given_behind_an_error_is_free_again() {
        EverySplit.of(PROXY, talk -> {
            talk.clientSends(bind("", "none"), parse("s", "SELECT 1"), sync())
                    .serverGets(bind("", "none"), parse("pgweir_1", "SELECT 1"), sync())
                    .serverSends(error("26000", "no none"), ready())
                    .clientGets(error("26000", "no none"), ready());

            parsesAndUses(talk, "s", "pgweir_1");
        });
    }

    @Test
    void a_name_given_locally_behind_an_error_is_free_again() {
        EverySplit.of(PROXY, talk -> {
            parsesAndUses(talk, "first", "pgweir_1");
            talk.query("BEGIN", "BEGIN", 'T');

            talk.clientSends(bind("", "none"), parse("second", "SELECT 1"), sync())
                    .serverGets(
                            bind("", "none"), parse("", "SELECT 1"), sync()) // takes a snapshot in place of the Parse
                    .serverSends(error("26000", "no none"), ready('E'))
                    .clientGets(error("26000", "no none"), ready('E'));

            talk.query("ROLLBACK", "ROLLBACK", 'I')
                    .clientSends(bind("", "second"), sync())
                    .serverGets(bind("", "second"), sync())
                    .serverSends(error("26000", "no second"), ready())
                    .clientGets(error("26000", "no second"), ready());
        });
    }

    @Test
    void a_name_closed_behind_an_error_is_still_there() {
        EverySplit.of(PROXY, talk -> {
            parsesAndUses(talk, "s", "pgweir_1");

            talk.clientSends(bind("", "none"), closeStatement("s"), sync())
                    .serverGets(bind("", "none"), sync())
                    .serverSends(error("26000", "no none"), ready())
                    .clientGets(error("26000", "no none"), ready());

            talk.clientSends(bind("", "s"), execute(""), sync())
                    .serverGets(bind("", "pgweir_1"), execute(""), sync())
                    .serverSends(bindComplete(), complete("SELECT 1"), ready())
                    .clientGets(bindComplete(), complete("SELECT 1"), ready());
        });
    }

    @Test
    void a_name_that_was_parsed_before_the_error_stays() {
        EverySplit.of(PROXY, talk -> {
            talk.clientSends(parse("s", "SELECT 1"), bind("", "none"), sync())
                    .serverGets(parse("pgweir_1", "SELECT 1"), bind("", "none"), sync())
                    .serverSends(parseComplete(), error("26000", "no none"), ready())
                    .clientGets(parseComplete(), error("26000", "no none"), ready());

            talk.clientSends(describeStatement("s"), sync())
                    .serverGets(describeStatement("pgweir_1"), sync())
                    .serverSends(parameterDescription(), noData(), ready())
                    .clientGets(parameterDescription(), noData(), ready());
        });
    }

    @Test
    void only_the_failed_batch_of_a_pipeline_is_skipped() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(
                                parse("", "SELECT x"),
                                bind("", ""),
                                sync(),
                                parse("", "SELECT 1"),
                                bind("", ""),
                                sync())
                        .serverGets(
                                parse("", "SELECT x"),
                                bind("", ""),
                                sync(),
                                parse("", "SELECT 1"),
                                bind("", ""),
                                sync())
                        .serverSends(NO_TABLE, ready(), parseComplete(), bindComplete(), ready())
                        .clientGets(NO_TABLE, ready(), parseComplete(), bindComplete(), ready()));
    }

    @Test
    void an_error_longer_than_what_is_looked_into_passes() {
        Frame huge = error("22000", "x".repeat(100_000));

        EverySplit.once(
                PROXY,
                talk -> talk.clientSends(query("SELECT 1"))
                        .serverGets(query("SELECT 1"))
                        .serverSends(huge, ready())
                        .clientGets(huge, ready())
                        .query("SELECT 1", "SELECT 1", 'I'));
    }

    private static void parsesAndUses(Conversation talk, String name, String shared) {
        talk.clientSends(parse(name, "SELECT 1"), bind("", name), execute(""), sync())
                .serverGets(parse(shared, "SELECT 1"), bind("", shared), execute(""), sync())
                .serverSends(parseComplete(), bindComplete(), complete("SELECT 1"), ready())
                .clientGets(parseComplete(), bindComplete(), complete("SELECT 1"), ready());
    }
}
