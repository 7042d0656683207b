package io.pgweir.proxy.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.pgweir.proxy.testing.TestProxy;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of a client's stages is what {@link Client} obeys. */
class StageTest {
    @RegisterExtension
    static final TestProxy PROXY = new TestProxy();

    private static final Map<Stage, List<Stage>> WAYS = Map.of(
            Stage.STARTUP, List.of(),
            Stage.LOGIN, List.of(Stage.LOGIN),
            Stage.WELCOME, List.of(Stage.LOGIN, Stage.WELCOME),
            Stage.SESSION, List.of(Stage.LOGIN, Stage.WELCOME, Stage.SESSION),
            Stage.CONSOLE, List.of(Stage.LOGIN, Stage.CONSOLE),
            Stage.ENDED, List.of(Stage.ENDED));

    static Stream<Arguments> pairs() {
        return Stream.of(Stage.values())
                .flatMap(from -> Stream.of(Stage.values()).map(to -> Arguments.of(from, to)));
    }

    private static Client clientIn(Clients clients, Stage from) {
        Client someone = clients.loggedIn().iterator().next();
        Client client = new Client(0, someone.link(), clients);
        WAYS.getOrDefault(from, List.of()).forEach(client::stage);
        return client;
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void a_client_goes_where_the_table_allows_and_nowhere_else(Stage from, Stage to) {
        PROXY.login("db");

        List<Boolean> unused = PROXY.ask(clients -> {
            Client client = clientIn(clients, from);
            if (from.next().contains(to)) {
                client.stage(to);
                assertThat(client.stage()).isEqualTo(to);
            } else {
                assertThatThrownBy(() -> client.stage(to)).isInstanceOf(IllegalStateException.class);
                assertThat(client.stage()).isEqualTo(from);
            }
            return true;
        });
    }

    @Test
    void every_stage_says_who_hears_of_the_client() {
        assertThat(Stage.values()).allSatisfy(stage -> {
            assertThat(stage.meaning()).isNotBlank();
            assertThat(stage.handler().isEmpty()).isEqualTo(stage == Stage.ENDED);
        });
    }
}
