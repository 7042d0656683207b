package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.proxy.pool.Pool;
import io.pgweir.proxy.testing.Conversation;
import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.TestProxy;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** PAUSE: whoever orders it wants to be alone with PostgreSQL, and clients only wait. */
class PauseTest {
    @RegisterExtension
    static final TestProxy PROXY = new TestProxy();

    @Test
    void a_query_waits_for_its_end() {
        EverySplit.of(PROXY, talk -> {
            order(talk, Pool::pause);
            talk.serverGetsTheEnd();

            talk.clientSends(query("SELECT 1"))
                    .pool(pool -> assertThat(pool.waiting()).isEqualTo(1));
            order(talk, Pool::resume);

            talk.nextServer()
                    .serverGets(query("SELECT 1"))
                    .serverSends(complete("SELECT 1"), ready())
                    .clientGets(complete("SELECT 1"), ready());
        });
    }

    @Test
    void a_transaction_goes_on_and_its_server_ends_behind_it() {
        EverySplit.of(PROXY, talk -> {
            talk.query("BEGIN", "BEGIN", 'T');
            order(talk, Pool::pause);

            talk.query("COMMIT", "COMMIT", 'I');

            talk.serverGetsTheEnd();
            assertThat(PROXY.<Boolean>askPool(talk.database(), Pool::quiet)).isTrue();
        });
    }

    @Test
    void a_listen_waits_for_its_end() {
        EverySplit.of(PROXY, talk -> {
            order(talk, Pool::pause);
            talk.serverGetsTheEnd();

            talk.clientSends(query("LISTEN a"))
                    .settles()
                    .pool(pool ->
                            assertThat(pool.opening() + pool.dedicatedCount()).isZero());
            order(talk, Pool::resume);

            talk.nextServer()
                    .serverGets(query("LISTEN a"))
                    .serverSends(complete("LISTEN"), ready())
                    .clientGets(complete("LISTEN"), ready())
                    .serverGetsQueryAbout("pg_listening_channels()")
                    .serverSends(row("LISTEN", "a", ""), complete("COMMIT"), ready())
                    .keepsItsServer();
        });
    }

    private static void order(Conversation talk, Consumer<Pool> order) {
        boolean unused = PROXY.askPool(talk.database(), pool -> {
            order.accept(pool);
            return true;
        });
    }
}
