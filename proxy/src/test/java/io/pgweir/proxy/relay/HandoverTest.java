package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;

import io.pgweir.proxy.testing.Conversation;
import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** With a strict audit nobody meets what a function left that was not looked at. */
class HandoverTest {
    private static final String CALL = "SELECT f()";
    private static final int FIRST_LOOKS = 3;

    @RegisterExtension
    static final TestProxy PROXY = new TestProxy().with("session", "{audit: strict, defer_begin: off}");

    @Test
    void a_server_that_ran_code_unobserved_is_cleaned_for_the_next_session_and_not_for_the_same() {
        EverySplit.once(PROXY, talk -> {
            callsOften(talk);
            talk.query(CALL, "SELECT 1", 'I').query("SELECT 1", "SELECT 1", 'I');

            try (WireClient next = PROXY.login(talk.database())) {
                next.send(query("SELECT 2"));
                talk.serverGetsQueryAbout("RESET ALL");
                talk.serverSends(complete("RESET"), ready());
                talk.serverGets(query("SELECT 2")).serverSends(complete("SELECT 2"), ready());
                next.expect(complete("SELECT 2"), ready());
            }
        });
    }

    @Test
    void one_that_cannot_be_cleaned_is_closed_and_the_session_has_another() {
        EverySplit.once(PROXY, talk -> {
            callsOften(talk);
            talk.query(CALL, "SELECT 1", 'I');

            try (WireClient next = PROXY.login(talk.database())) {
                next.send(query("SELECT 2"));
                talk.serverGetsQueryAbout("RESET ALL");
                talk.serverSends(error("57014", "statement timeout"), ready()).serverGetsTheEnd();
                talk.nextServer().serverGets(query("SELECT 2")).serverSends(complete("SELECT 2"), ready());
                next.expect(complete("SELECT 2"), ready());
            }
        });
    }

    @Test
    void what_runs_no_code_of_a_user_costs_nothing() {
        EverySplit.once(PROXY, talk -> {
            talk.query("SELECT 1", "SELECT 1", 'I');

            try (WireClient next = PROXY.login(talk.database())) {
                next.send(query("SELECT 2"));
                talk.serverGets(query("SELECT 2")).serverSends(complete("SELECT 2"), ready());
                next.expect(complete("SELECT 2"), ready());
            }
        });
    }

    /** Until its shape is known. */
    private static void callsOften(Conversation talk) {
        for (int i = 0; i < FIRST_LOOKS; i++) {
            talk.query(CALL, "SELECT 1", 'I');
            if (i == 0) {
                talk.serverGetsQueryAbout("pg_proc");
                talk.serverSends(complete("BEGIN"), row("CODE", "f", ""), complete("SELECT 1"), ready());
            }
            talk.censusAbout("'SETTING'");
        }
    }
}
