package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.closePortal;
import static io.pgweir.proxy.testing.ClientFrames.closeStatement;
import static io.pgweir.proxy.testing.ClientFrames.describePortal;
import static io.pgweir.proxy.testing.ClientFrames.describeStatement;
import static io.pgweir.proxy.testing.ClientFrames.execute;
import static io.pgweir.proxy.testing.ClientFrames.flush;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.closeComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.emptyQuery;
import static io.pgweir.proxy.testing.ServerFrames.noData;
import static io.pgweir.proxy.testing.ServerFrames.notice;
import static io.pgweir.proxy.testing.ServerFrames.parameterDescription;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.portalSuspended;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;
import static io.pgweir.proxy.testing.ServerFrames.rowDescription;

import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.TestProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ExtendedQueryTest {
    @RegisterExtension
    static final TestProxy PROXY = new TestProxy();

    @Test
    void an_unnamed_statement_passes_as_it_is() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(
                                parse("", "SELECT $1", 25), bind("", "", "7"), describePortal(""), execute(""), sync())
                        .serverGets(
                                parse("", "SELECT $1", 25), bind("", "", "7"), describePortal(""), execute(""), sync())
                        .serverSends(
                                parseComplete(),
                                bindComplete(),
                                rowDescription("a"),
                                row("7"),
                                complete("SELECT 1"),
                                ready())
                        .clientGets(
                                parseComplete(),
                                bindComplete(),
                                rowDescription("a"),
                                row("7"),
                                complete("SELECT 1"),
                                ready()));
    }

    @Test
    void a_named_statement_gets_a_shared_name_on_the_server() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(parse("s", "SELECT 1"), bind("", "s"), describePortal(""), execute(""), sync())
                        .serverGets(
                                parse("pgweir_1", "SELECT 1"),
                                bind("", "pgweir_1"),
                                describePortal(""),
                                execute(""),
                                sync())
                        .serverSends(parseComplete(), bindComplete(), noData(), complete("SELECT 1"), ready())
                        .clientGets(parseComplete(), bindComplete(), noData(), complete("SELECT 1"), ready())
                        .clientSends(bind("p", "s", "1"), execute("p"), closePortal("p"), sync())
                        .serverGets(bind("p", "pgweir_1", "1"), execute("p"), closePortal("p"), sync())
                        .serverSends(bindComplete(), complete("SELECT 1"), closeComplete(), ready())
                        .clientGets(bindComplete(), complete("SELECT 1"), closeComplete(), ready()));
    }

    @Test
    void a_statement_is_described_under_its_shared_name() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(parse("stmt", "SELECT $1"), describeStatement("stmt"), sync())
                        .serverGets(parse("pgweir_1", "SELECT $1"), describeStatement("pgweir_1"), sync())
                        .serverSends(parseComplete(), parameterDescription(25), rowDescription("a"), ready())
                        .clientGets(parseComplete(), parameterDescription(25), rowDescription("a"), ready()));
    }

    @Test
    void a_close_is_answered_without_a_server() {
        EverySplit.of(PROXY, talk -> {
            talk.clientSends(parse("s", "SELECT 1"), sync())
                    .serverGets(parse("pgweir_1", "SELECT 1"), sync())
                    .serverSends(parseComplete(), ready())
                    .clientGets(parseComplete(), ready());

            talk.clientSends(closeStatement("s"), sync());

            talk.clientGets(closeComplete(), ready()).serverGotNothing();
        });
    }

    @Test
    void a_close_in_a_transaction_is_answered_in_its_turn() {
        EverySplit.of(
                PROXY,
                talk -> talk.query("BEGIN", "BEGIN", 'T')
                        .clientSends(parse("s", "SELECT 1"), bind("", "s"), execute(""), closeStatement("s"), sync())
                        .serverGets(parse("pgweir_1", "SELECT 1"), bind("", "pgweir_1"), execute(""), sync())
                        .serverSends(parseComplete(), bindComplete(), row("1"), complete("SELECT 1"), ready('T'))
                        .clientGets(
                                parseComplete(),
                                bindComplete(),
                                row("1"),
                                complete("SELECT 1"),
                                closeComplete(),
                                ready('T'))
                        .query("COMMIT", "COMMIT", 'I'));
    }

    @Test
    void a_flush_gets_its_answers_before_the_sync() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(parse("", "SELECT 1"), describeStatement(""), flush())
                        .serverGets(parse("", "SELECT 1"), describeStatement(""), flush())
                        .serverSends(parseComplete(), parameterDescription(), rowDescription("a"))
                        .clientGets(parseComplete(), parameterDescription(), rowDescription("a"))
                        .clientSends(bind("", ""), execute(""), sync())
                        .serverGets(bind("", ""), execute(""), sync())
                        .serverSends(bindComplete(), row("1"), complete("SELECT 1"), ready())
                        .clientGets(bindComplete(), row("1"), complete("SELECT 1"), ready()));
    }

    @Test
    void a_portal_may_be_fetched_in_parts() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(parse("", "SELECT g"), bind("c", ""), execute("c", 1), execute("c", 1), sync())
                        .serverGets(parse("", "SELECT g"), bind("c", ""), execute("c", 1), execute("c", 1), sync())
                        .serverSends(
                                parseComplete(),
                                bindComplete(),
                                row("1"),
                                portalSuspended(),
                                complete("SELECT 0"),
                                ready())
                        .clientGets(
                                parseComplete(),
                                bindComplete(),
                                row("1"),
                                portalSuspended(),
                                complete("SELECT 0"),
                                ready()));
    }

    @Test
    void an_empty_statement_has_an_empty_answer() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(parse("", ""), bind("", ""), execute(""), sync())
                        .serverGets(parse("", ""), bind("", ""), execute(""), sync())
                        .serverSends(parseComplete(), bindComplete(), emptyQuery(), ready())
                        .clientGets(parseComplete(), bindComplete(), emptyQuery(), ready()));
    }

    @Test
    void a_lone_sync_is_answered_without_a_server() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(sync(), flush(), sync())
                        .clientGets(ready(), ready())
                        .serverGotNothing());
    }

    @Test
    void batches_that_do_not_wait_for_answers_are_answered_in_turn() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(
                                parse("", "SELECT 1"),
                                bind("", ""),
                                execute(""),
                                sync(),
                                query("SELECT 2"),
                                parse("", "SELECT 3"),
                                bind("", ""),
                                execute(""),
                                sync())
                        .serverGets(parse("", "SELECT 1"), bind("", ""), execute(""), sync())
                        .serverGets(query("SELECT 2"), parse("", "SELECT 3"), bind("", ""), execute(""), sync())
                        .serverSends(parseComplete(), bindComplete(), complete("SELECT 1"), ready())
                        .clientGets(parseComplete(), bindComplete(), complete("SELECT 1"), ready())
                        .serverSends(complete("SELECT 1"), ready())
                        .serverSends(parseComplete(), bindComplete(), notice("n"), complete("SELECT 1"), ready())
                        .clientGets(complete("SELECT 1"), ready())
                        .clientGets(parseComplete(), bindComplete(), notice("n"), complete("SELECT 1"), ready()));
    }

    @Test
    void a_statement_parsed_in_an_unanswered_batch_is_parsed_again_for_the_next() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(
                                parse("s", "SELECT 1"),
                                bind("", "s"),
                                execute(""),
                                sync(),
                                bind("", "s"),
                                execute(""),
                                sync())
                        .serverGets(parse("pgweir_1", "SELECT 1"), bind("", "pgweir_1"), execute(""), sync())
                        .serverGets(closeStatement("pgweir_1"), parse("pgweir_1", "SELECT 1"))
                        .serverGets(bind("", "pgweir_1"), execute(""), sync())
                        .serverSends(parseComplete(), bindComplete(), complete("SELECT 1"), ready())
                        .serverSends(closeComplete(), parseComplete(), bindComplete(), complete("SELECT 1"), ready())
                        .clientGets(parseComplete(), bindComplete(), complete("SELECT 1"), ready())
                        .clientGets(bindComplete(), complete("SELECT 1"), ready()));
    }
}
