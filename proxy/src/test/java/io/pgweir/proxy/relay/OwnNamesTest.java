package io.pgweir.proxy.relay;

import static io.pgweir.proxy.relay.PreparedStatements.prepares;
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
import static io.pgweir.proxy.testing.ServerFrames.parameterDescription;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** SQL that names prepared statements meets those of its client, whatever protocol made them. */
class OwnNamesTest {
    private static final String PREPARED = "PREPARE p AS SELECT 2";
    private static final Frame STATEMENT = row("STATEMENT", "p", "");

    @RegisterExtension
    final TestProxy proxy = new TestProxy();

    @Test
    void prepare_keeps_the_server_until_it_is_deallocated() {
        EverySplit.of(proxy, talk -> {
            preparesInSql(talk);
            talk.query("EXECUTE p", "SELECT 1", 'I').censusAbout("'STATEMENT'", STATEMENT);

            talk.query("DEALLOCATE p", "DEALLOCATE", 'I').censusAbout("'STATEMENT'");

            serverForgetsItsNames(talk);
            talk.pool(pool -> assertThat(pool.dedicatedCount()).isZero()).query("SELECT 1", "SELECT 1", 'I');
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"EXECUTE s", "DEALLOCATE s; SELECT 1", "SELECT name FROM pg_prepared_statements"})
    void a_statement_of_the_protocol_has_the_clients_name_when_sql_names_it(String sql) {
        EverySplit.of(proxy, talk -> {
            prepares(talk.client(), talk.server(), "s", "pgweir_1", "SELECT 1");

            talk.clientSends(query(sql));

            talk.serverGets(closeStatement("pgweir_1"), parse("s", "SELECT 1"), sync(), query(sql))
                    .serverSends(closeComplete(), parseComplete(), ready(), complete("SELECT 1"), ready())
                    .clientGets(complete("SELECT 1"), ready())
                    .censusAbout("'STATEMENT'", row("PROTOCOL_STATEMENT", "s", ""));
            serverForgetsItsNames(talk);
        });
    }

    @Test
    void another_clients_statements_are_not_there() {
        EverySplit.once(proxy, talk -> {
            prepares(proxy.login(talk.database()), talk.server(), "theirs", "pgweir_1", "SELECT 1");

            talk.clientSends(query("EXECUTE theirs"));

            talk.serverGets(closeStatement("pgweir_1"), sync(), query("EXECUTE theirs"))
                    .serverSends(closeComplete(), ready(), error("26000", "no theirs"), ready())
                    .clientGets(error("26000", "no theirs"), ready())
                    .censusAbout("'STATEMENT'");
            serverForgetsItsNames(talk);
        });
    }

    @Test
    void in_a_transaction_its_server_takes_the_names() {
        EverySplit.of(proxy, talk -> {
            prepares(talk.client(), talk.server(), "s", "pgweir_1", "SELECT 1");
            talk.query("BEGIN", "BEGIN", 'T');

            talk.clientSends(query("EXECUTE s"));

            talk.serverGets(closeStatement("pgweir_1"), parse("s", "SELECT 1"), sync(), query("EXECUTE s"))
                    .serverSends(closeComplete(), parseComplete(), ready('T'), complete("SELECT 1"), ready('T'))
                    .clientGets(complete("SELECT 1"), ready('T'))
                    .query("COMMIT", "COMMIT", 'I')
                    .censusAbout("'STATEMENT'", row("PROTOCOL_STATEMENT", "s", ""));
            serverForgetsItsNames(talk);
        });
    }

    @Test
    void in_the_extended_protocol_they_are_taken_within_the_batch() {
        EverySplit.of(proxy, talk -> {
            prepares(talk.client(), talk.server(), "s", "pgweir_1", "SELECT 1");

            talk.clientSends(parse("", "EXECUTE s"), bind("", ""), execute(""), sync());

            talk.serverGets(parse("", "EXECUTE s"), closeStatement("pgweir_1"), parse("s", "SELECT 1"))
                    .serverGets(bind("", ""), execute(""), sync())
                    .serverSends(parseComplete(), closeComplete(), parseComplete(), bindComplete())
                    .serverSends(complete("SELECT 1"), ready())
                    .clientGets(parseComplete(), bindComplete(), complete("SELECT 1"), ready())
                    .censusAbout("'STATEMENT'", row("PROTOCOL_STATEMENT", "s", ""));
            serverForgetsItsNames(talk);
        });
    }

    @Test
    void queries_in_a_row_are_answered_in_turn() {
        EverySplit.of(proxy, talk -> {
            prepares(talk.client(), talk.server(), "s", "pgweir_1", "SELECT 1");

            talk.clientSends(query("SELECT 0"), query("EXECUTE s"), query("SELECT 2"));

            talk.serverGets(query("SELECT 0"), closeStatement("pgweir_1"), parse("s", "SELECT 1"), sync())
                    .serverGets(query("EXECUTE s"), query("SELECT 2"))
                    .serverSends(complete("SELECT 0"), ready(), closeComplete(), parseComplete(), ready())
                    .serverSends(complete("SELECT 1"), ready(), complete("SELECT 2"), ready())
                    .clientGets(complete("SELECT 0"), ready(), complete("SELECT 1"), ready())
                    .clientGets(complete("SELECT 2"), ready())
                    .censusAbout("'STATEMENT'", row("PROTOCOL_STATEMENT", "s", ""));
            serverForgetsItsNames(talk);
        });
    }

    @Test
    void the_protocol_uses_the_same_names_as_long_as_the_server_is_kept() {
        EverySplit.of(proxy, talk -> {
            preparesInSql(talk);

            talk.clientSends(parse("n", "SELECT 3"), describeStatement("n"), bind("", "p"), execute(""), sync())
                    .serverGets(parse("n", "SELECT 3"), describeStatement("n"), bind("", "p"), execute(""), sync())
                    .serverSends(parseComplete(), parameterDescription(), noData(), bindComplete())
                    .serverSends(complete("SELECT 1"), ready())
                    .clientGets(parseComplete(), parameterDescription(), noData(), bindComplete())
                    .clientGets(complete("SELECT 1"), ready());

            talk.server().expectCensus();
            talk.server().answerCensus(STATEMENT, row("PROTOCOL_STATEMENT", "n", ""));
            talk.settles().keepsItsServer();
        });
    }

    @Test
    void a_statement_that_the_protocol_made_meanwhile_is_the_clients_afterwards() {
        EverySplit.once(proxy, talk -> {
            preparesInSql(talk);
            talk.clientSends(parse("n", "SELECT 3"), sync())
                    .serverGets(parse("n", "SELECT 3"), sync())
                    .serverSends(parseComplete(), ready())
                    .clientGets(parseComplete(), ready());

            talk.query("DEALLOCATE p", "DEALLOCATE", 'I')
                    .censusAbout("'STATEMENT'", row("PROTOCOL_STATEMENT", "n", ""));

            serverForgetsItsNames(talk);
            talk.clientSends(bind("", "n"), execute(""), sync())
                    .serverGets(parse("pgweir_1", "SELECT 3"), bind("", "pgweir_1"), execute(""), sync())
                    .serverSends(parseComplete(), bindComplete(), complete("SELECT 1"), ready())
                    .clientGets(bindComplete(), complete("SELECT 1"), ready());
        });
    }

    @Test
    void a_statement_that_sql_deallocated_is_gone_afterwards() {
        EverySplit.once(proxy, talk -> {
            prepares(talk.client(), talk.server(), "s", "pgweir_1", "SELECT 1");
            talk.clientSends(query("DEALLOCATE s; SELECT 1"))
                    .serverGets(
                            closeStatement("pgweir_1"), parse("s", "SELECT 1"), sync(), query("DEALLOCATE s; SELECT 1"))
                    .serverSends(
                            closeComplete(),
                            parseComplete(),
                            ready(),
                            complete("DEALLOCATE"),
                            complete("SELECT 1"),
                            ready())
                    .clientGets(complete("DEALLOCATE"), complete("SELECT 1"), ready())
                    .censusAbout("'STATEMENT'");
            serverForgetsItsNames(talk);

            talk.clientSends(bind("", "s"), sync());

            talk.serverGets(bind("", "s"), sync())
                    .serverSends(error("26000", "no s"), ready())
                    .clientGets(error("26000", "no s"), ready());
        });
    }

    @Test
    void a_suspicious_text_with_a_name_of_its_own_is_asked_for_in_the_batch_that_made_it() {
        EverySplit.of(proxy, talk -> {
            preparesInSql(talk);

            talk.clientSends(parse("n", "SET a TO b"), bind("", "n"), execute(""), sync())
                    .serverGets(parse("n", "SET a TO b"), bind("", "n"), execute(""), sync())
                    .serverSends(parseComplete(), bindComplete(), complete("SET"), ready())
                    .clientGets(parseComplete(), bindComplete(), complete("SET"), ready());

            talk.censusAbout("'SETTING'", STATEMENT, row("SETTING", "a", "b")).keepsItsServer();
        });
    }

    @Test
    void what_a_prepared_text_may_leave_is_asked_for_at_every_execute() {
        EverySplit.once(proxy, talk -> {
            String sql = "PREPARE p AS SELECT pg_advisory_lock(1)";
            talk.query(sql, "PREPARE", 'I').censusAbout("'LOCK'", STATEMENT);

            talk.query("EXECUTE p", "SELECT 1", 'I');

            talk.censusAbout("'LOCK'", STATEMENT, row("LOCK", "", "")).keepsItsServer();
        });
    }

    @Test
    void what_a_prepared_text_may_leave_is_asked_for_when_the_protocol_runs_it() {
        EverySplit.once(proxy, talk -> {
            String sql = "PREPARE p AS SELECT pg_advisory_lock(1)";
            talk.query(sql, "PREPARE", 'I').censusAbout("'LOCK'", STATEMENT);

            talk.clientSends(bind("", "p"), execute(""), sync())
                    .serverGets(bind("", "p"), execute(""), sync())
                    .serverSends(bindComplete(), complete("SELECT 1"), ready())
                    .clientGets(bindComplete(), complete("SELECT 1"), ready());

            talk.censusAbout("'LOCK'", STATEMENT, row("LOCK", "", "")).keepsItsServer();
        });
    }

    @Test
    void an_error_before_the_names_are_taken_costs_the_client_no_statement() {
        EverySplit.once(proxy, talk -> {
            prepares(talk.client(), talk.server(), "s", "pgweir_1", "SELECT 1");
            prepares(talk.client(), talk.server(), "e", "pgweir_2", "EXECUTE s");

            talk.clientSends(bind("", "none"), bind("", "e"), execute(""), sync())
                    .serverGets(bind("", "none"), closeStatement("pgweir_1"), closeStatement("pgweir_2"));
            Frame first = talk.server().next();
            Frame second = talk.server().next();
            assertThat(new Frame[] {first, second})
                    .containsExactlyInAnyOrder(parse("s", "SELECT 1"), parse("e", "EXECUTE s"));
            talk.serverGets(bind("", "e"), execute(""), sync())
                    .serverSends(error("26000", "no none"), ready())
                    .clientGets(error("26000", "no none"), ready())
                    .censusAbout("'STATEMENT'", row("PROTOCOL_STATEMENT", "pgweir_1", ""));

            talk.serverGetsTheEnd()
                    .clientSends(bind("", "s"), execute(""), sync())
                    .nextServer();
            talk.serverGets(parse("pgweir_1", "SELECT 1"), bind("", "pgweir_1"), execute(""), sync())
                    .serverSends(parseComplete(), bindComplete(), complete("SELECT 1"), ready())
                    .clientGets(bindComplete(), complete("SELECT 1"), ready());
        });
    }

    @Test
    void a_statement_that_cannot_be_parsed_any_more_is_the_only_one_lost() {
        EverySplit.of(proxy, talk -> {
            prepares(talk.client(), talk.server(), "s", "pgweir_1", "TABLE t");

            talk.clientSends(query("PREPARE p AS SELECT 2"));

            talk.serverGets(closeStatement("pgweir_1"), parse("s", "TABLE t"), sync(), query(PREPARED))
                    .serverSends(closeComplete(), error("42P01", "no t"), ready(), complete("PREPARE"), ready())
                    .clientGets(complete("PREPARE"), ready())
                    .censusAbout("'STATEMENT'", STATEMENT)
                    .keepsItsServer();
        });
    }

    private static void preparesInSql(Conversation talk) {
        talk.query(PREPARED, "PREPARE", 'I').censusAbout("'STATEMENT'", STATEMENT);
    }

    private static void serverForgetsItsNames(Conversation talk) {
        talk.serverGets(query("DEALLOCATE ALL"))
                .serverSends(complete("DEALLOCATE ALL"), ready())
                .settles();
    }
}
