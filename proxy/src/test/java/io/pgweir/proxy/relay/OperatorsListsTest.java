package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.ready;

import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.TestProxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What no scanner and no census can know, an operator says. */
class OperatorsListsTest {
    @RegisterExtension
    static final TestProxy PROXY =
            new TestProxy().withSession("pin_functions: open_*, tracked_placeholders: app.secret");

    @Test
    void who_calls_a_function_of_the_list_keeps_its_server() {
        EverySplit.once(PROXY, talk -> {
            String sql = "SELECT open_channel(1)";
            talk.clientSends(query(sql))
                    .nextServer()
                    .serverGets(query(sql))
                    .serverSends(complete("SELECT 1"), ready())
                    .clientGets(complete("SELECT 1"), ready());

            talk.query("SELECT 1", "SELECT 1", 'I').keepsItsServer();
        });
    }

    @Test
    void a_custom_setting_of_the_list_is_asked_for() {
        EverySplit.once(PROXY, talk -> {
            talk.query("SET work_mem = '1MB'", "SET", 'I').censusAbout("app.secret");
        });
    }
}
