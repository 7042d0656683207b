package io.pgweir.proxy.client;

import io.pgweir.proxy.pool.ServerState;
import io.pgweir.proxy.testing.GoldenFile;
import java.io.IOException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** docs/state-machine.md. */
class StateMachinePageTest {
    private static final String CLIENTS = """
            # States

            A client and a server are in one state at any time, and only these transitions happen; any other one is refused,
            with the connection closed. This page is generated from `Stage` and `ServerState`.

            ## Clients

            ```mermaid
            stateDiagram-v2
              [*] --> STARTUP
            """;
    private static final String CLIENT_TABLE = """
            ```

            | state | the client | handled by |
            | --- | --- | --- |
            """;
    private static final String SERVERS = """

            ## Servers

            ```mermaid
            stateDiagram-v2
              [*] --> IDLE
            """;
    private static final String SERVER_TABLE = """
            ```

            | state | the server |
            | --- | --- |
            """;

    @Test
    void the_page_about_the_states_is_up_to_date() throws IOException {
        StringBuilder page = new StringBuilder(CLIENTS);
        for (Stage stage : Stage.values()) {
            arrows(page, stage, stage.next());
        }
        page.append(CLIENT_TABLE);
        for (Stage stage : Stage.values()) {
            page.append("| ").append(stage).append(" | ").append(stage.meaning());
            page.append(" | ").append(stage.handler()).append(" |\n");
        }
        page.append(SERVERS);
        for (ServerState state : ServerState.values()) {
            arrows(page, state, state.next());
        }
        page.append(SERVER_TABLE);
        for (ServerState state : ServerState.values()) {
            page.append("| ").append(state).append(" | ").append(state.meaning());
            page.append(" |\n");
        }

        GoldenFile.assertGolden("state-machine.md", page.toString());
    }

    private static void arrows(StringBuilder page, Enum<?> from, Set<? extends Enum<?>> next) {
        for (Enum<?> to : next) {
            page.append("  ").append(from).append(" --> ").append(to).append('\n');
        }
        if (next.isEmpty()) {
            page.append("  ").append(from).append(" --> [*]\n");
        }
    }
}
