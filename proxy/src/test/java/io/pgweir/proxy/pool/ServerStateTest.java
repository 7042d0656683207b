package io.pgweir.proxy.pool;

import static io.pgweir.proxy.pool.ServerState.ACTIVE;
import static io.pgweir.proxy.pool.ServerState.BEING_CANCELED;
import static io.pgweir.proxy.pool.ServerState.CLOSED;
import static io.pgweir.proxy.pool.ServerState.IDLE;
import static io.pgweir.proxy.pool.ServerState.TESTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgweir.proxy.testing.TestProxy;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of a server's states is what {@link PooledServer} obeys. */
class ServerStateTest {
    @RegisterExtension
    static final TestProxy PROXY = new TestProxy();

    /** A way to each state that leads through allowed transitions only. */
    private static final Map<ServerState, List<ServerState>> WAYS = Map.of(
            IDLE, List.of(),
            TESTED, List.of(TESTED),
            ACTIVE, List.of(ACTIVE),
            BEING_CANCELED, List.of(ACTIVE, BEING_CANCELED),
            CLOSED, List.of(CLOSED));

    @BeforeEach
    void a_server_is_there() {
        PROXY.login("db").close();
        PROXY.awaitPool("db", pool -> assertThat(pool.count(IDLE)).isEqualTo(1));
    }

    static Stream<Arguments> pairs() {
        return Stream.of(ServerState.values())
                .flatMap(from -> Stream.of(ServerState.values()).map(to -> Arguments.of(from, to)));
    }

    /** A server of its own for each case: none of the pool's is disturbed. */
    private static PooledServer serverIn(Pool pool, ServerState from) {
        PooledServer server = new PooledServer(pool, pool.members().get(0).connection(), false);
        WAYS.getOrDefault(from, List.of()).forEach(state -> server.state(state, 0));
        return server;
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void a_server_goes_where_the_table_allows_and_nowhere_else(ServerState from, ServerState to) {
        boolean unused = PROXY.askPool("db", pool -> {
            PooledServer server = serverIn(pool, from);
            if (from.next().contains(to)) {
                server.state(to, 1);
                assertThat(server.state()).isEqualTo(to);
            } else {
                assertThatThrownBy(() -> server.state(to, 1))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("a server that is " + from + " cannot become " + to);
                assertThat(server.state()).isEqualTo(from);
            }
            return true;
        });
    }
}
