package io.pgweir.proxy.console;

import io.pgweir.proxy.client.ConsoleDoor;
import io.pgweir.proxy.client.Overview;
import java.util.Optional;

/** Which databases an order may be for. */
final class Targets {
    private final Overview overview;

    Targets(Overview overview) {
        this.overview = overview;
    }

    /** Whether the request was refused: for its database, which is unknown or the console itself. */
    boolean refused(Request request, String ownDatabase) {
        return ownDatabase(request, ownDatabase) || unknownDatabase(request);
    }

    /** As {@link #refused}, for an order that is never for all databases. */
    boolean refusedOrMissing(Request request, String ownDatabase) {
        if (request.database().isEmpty()) {
            request.failed("a database is required");
            return true;
        }
        return refused(request, ownDatabase);
    }

    boolean unknownDatabase(Request request) {
        Optional<String> database = request.database();
        if (database.isPresent()
                && overview.gateway().rules().router().route(database.get(), "").isEmpty()) {
            request.failed("no such database: " + database.get());
            return true;
        }
        return false;
    }

    /** The console's own database has nothing that could be switched. */
    private static boolean ownDatabase(Request request, String refusal) {
        boolean own = request.database().map(ConsoleDoor.DATABASES::contains).orElse(false);
        if (own) {
            request.failed(refusal + " admin db: " + request.argument());
        }
        return own;
    }
}
