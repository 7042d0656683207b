package io.pgweir.proxy.console;

import io.pgweir.proxy.client.Client;
import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.Loop;
import io.pgweir.proxy.pool.Pool;
import io.pgweir.proxy.pool.PooledServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The commands that change something. */
final class Actions {
    private static final long LOOK_MILLIS = 50;

    private final Overview overview;
    private final Control control;
    private final Targets targets;

    Actions(Overview overview, Control control) {
        this.overview = overview;
        this.control = control;
        this.targets = new Targets(overview);
    }

    /** All of them. */
    List<ConsoleCommand> commands() {
        return List.of(
                ConsoleCommand.action("RECONNECT", "[db]", "open new servers in place of all", this::reconnect),
                ConsoleCommand.action(
                        "WAIT_CLOSE", "[db]", "wait until no server of before RECONNECT is left", this::waitClose),
                ConsoleCommand.action("DISABLE", "db", "refuse new clients", this::disable),
                ConsoleCommand.action("ENABLE", "db", "take new clients again", this::enable),
                ConsoleCommand.action("RELOAD", "", "read the configuration again", this::reload),
                ConsoleCommand.action(
                        "KILL_CLIENT", "id", "end one client, by its id in SHOW CLIENTS", this::killClient),
                ConsoleCommand.action(
                        "SHUTDOWN", "", "end at once", request -> control.shutdown(Control.Shutdown.IMMEDIATE)),
                ConsoleCommand.action("SHUTDOWN WAIT_FOR_SERVERS", "", "end when no server is in use", request -> {
                    request.done("SHUTDOWN");
                    control.shutdown(Control.Shutdown.WAIT_FOR_SERVERS);
                }),
                ConsoleCommand.action("SHUTDOWN WAIT_FOR_CLIENTS", "", "end when the last client is gone", request -> {
                    request.done("SHUTDOWN");
                    control.shutdown(Control.Shutdown.WAIT_FOR_CLIENTS);
                }));
    }

    private void reconnect(Request request) {
        if (!targets.refused(request, "cannot reconnect")) {
            overview.everywhere(
                    request.loop(),
                    clients -> clients.pools().of(request.database()).forEach(Pool::reconnect),
                    () -> request.done("RECONNECT"));
        }
    }

    private void waitClose(Request request) {
        if (!targets.refused(request, "cannot wait in")) {
            answerWhenClosed(request);
        }
    }

    private void answerWhenClosed(Request request) {
        overview.collect(request.loop(), clients -> List.of(closing(clients, request.database())), closing -> {
            if (!closing.contains(true)) {
                request.done("WAIT_CLOSE");
            } else if (!request.client().link().closed()) {
                request.loop().after(LOOK_MILLIS, TimeUnit.MILLISECONDS, () -> answerWhenClosed(request));
            }
        });
    }

    private static boolean closing(Clients clients, Optional<String> database) {
        return clients.pools().of(database).stream()
                .flatMap(pool -> pool.members().stream())
                .anyMatch(PooledServer::closeNeeded);
    }

    private void disable(Request request) {
        if (!targets.refusedOrMissing(request, "cannot disable")) {
            overview.gateway().switches().disable(request.argument());
            request.done("DISABLE");
        }
    }

    private void enable(Request request) {
        if (!targets.refusedOrMissing(request, "cannot disable")) {
            overview.gateway().switches().enable(request.argument());
            request.done("ENABLE");
        }
    }

    private void reload(Request request) {
        Loop loop = request.loop();
        control.reload(problems -> loop.execute(() -> {
            if (problems.isEmpty()) {
                request.done("RELOAD");
            } else {
                request.failed(ProxyError.RELOAD_FAILED.error(String.join("; ", problems)));
            }
        }));
    }

    private void killClient(Request request) {
        long id;
        try {
            id = Long.parseLong(request.argument());
        } catch (NumberFormatException e) {
            request.failed("invalid client pointer supplied");
            return;
        }
        overview.collect(request.loop(), clients -> kill(clients, id), killed -> {
            if (killed.isEmpty()) {
                request.failed("client not found");
            } else {
                request.done("KILL_CLIENT");
            }
        });
    }

    private static List<Long> kill(Clients clients, long id) {
        List<Long> killed = new ArrayList<>();
        for (Client client : new ArrayList<>(clients.loggedIn())) {
            if (client.id() == id) {
                client.kill(ProxyError.KILLED.fatal());
                killed.add(id);
            }
        }
        return killed;
    }
}
