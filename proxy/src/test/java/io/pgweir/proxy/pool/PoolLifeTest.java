package io.pgweir.proxy.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** When a pool begins and ends. */
class PoolLifeTest {
    @RegisterExtension
    final TestProxy proxy = new TestProxy()
            .with(
                    "databases",
                    "{forced: {server: main, user: bob, pools: {size: 3, min: 2}},"
                            + " unforced: {server: main, pools: {min: 2}}, '*': {server: main}}")
            .with("connections", "{idle_timeout: 200ms, autodb_idle_timeout: 400ms}")
            .with("log", "{stats_period: 100ms}");

    @Test
    void with_a_forced_user_and_a_minimum_it_has_servers_before_the_first_client() {
        FakeConnection first = proxy.server().connection("forced");
        FakeConnection second = proxy.server().connection("forced");

        proxy.awaitPool(
                "forced", pool -> assertThat(pool.count(ServerState.IDLE)).isEqualTo(2));
        assertThat(first).isNotSameAs(second);
        assertThat(proxy.ask(clients -> clients.pools().all().size())).containsExactly(1);
    }

    @Test
    void of_a_database_without_an_entry_it_is_forgotten_once_it_is_empty_for_long() {
        WireClient client = proxy.login("some");
        FakeConnection server = proxy.server().connection("some");
        assertThat(pools()).containsExactlyInAnyOrder("forced", "some");

        client.close();
        server.close();

        Awaitility.await().untilAsserted(() -> assertThat(pools()).containsExactly("forced"));
    }

    private List<String> pools() {
        return proxy.ask(clients -> clients.pools().all().stream()
                        .map(pool -> pool.route().key().database())
                        .toList())
                .get(0);
    }
}
