package io.pgweir.proxy.console;

import io.pgweir.proxy.client.Client;
import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.client.ConsoleDoor;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.Loop;
import io.pgweir.proxy.pool.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The commands that change something. */
final class Actions {
    private static final long LOOK_MILLIS = 50;

    private final Overview overview;
    private final Control control;

    Actions(Overview overview, Control control) {
        this.overview = overview;
        this.control = control;
    }

    /** All of them. */
    List<ConsoleCommand> commands() {
        return List.of(
                ConsoleCommand.action(
                        "PAUSE", "[db]", "close idle servers, wait for busy ones, hold queries", this::pause),
                ConsoleCommand.action("RESUME", "[db]", "undo PAUSE", this::resume),
                ConsoleCommand.action("RECONNECT", "[db]", "open new servers in place of all", this::reconnect),
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

    private boolean unknownDatabase(Request request) {
        Optional<String> database = request.database();
        if (database.isPresent()
                && overview.gateway().rules().router().route(database.get(), "").isEmpty()) {
            request.failed("no such database: " + database.get());
            return true;
        }
        return false;
    }

    /** The console's own database has nothing that could be switched. */
    private static boolean ownDatabase(Request request, String verb) {
        boolean own = request.database().map(ConsoleDoor.DATABASES::contains).orElse(false);
        if (own) {
            request.failed("cannot " + verb + " admin db: " + request.argument());
        }
        return own;
    }

    private void pause(Request request) {
        if (ownDatabase(request, "pause") || unknownDatabase(request)) {
            return;
        }
        overview.collect(loopOf(request), clients -> List.of(clients.pools().paused(Optional.empty())), paused -> {
            if (paused.contains(true) && request.database().isEmpty()) {
                request.failed("already suspended/paused");
            } else {
                overview.everywhere(
                        loopOf(request),
                        clients -> clients.pools().pause(request.database()),
                        () -> answerWhenQuiet(request));
            }
        });
    }

    private void answerWhenQuiet(Request request) {
        overview.collect(loopOf(request), clients -> List.of(clients.pools().quiet(request.database())), quiet -> {
            if (!quiet.contains(false)) {
                request.done("PAUSE");
            } else if (!request.client().link().closed()) {
                loopOf(request).after(LOOK_MILLIS, TimeUnit.MILLISECONDS, () -> answerWhenQuiet(request));
            }
        });
    }

    private void resume(Request request) {
        if (unknownDatabase(request)) {
            return;
        }
        overview.collect(loopOf(request), clients -> List.of(clients.pools().paused(request.database())), paused -> {
            if (paused.contains(true)) {
                overview.everywhere(
                        loopOf(request),
                        clients -> clients.pools().resume(request.database()),
                        () -> request.done("RESUME"));
            } else {
                request.failed(request.database()
                        .map(name -> "database " + name + " is not paused")
                        .orElse("pooler is not paused/suspended"));
            }
        });
    }

    private void reconnect(Request request) {
        if (!ownDatabase(request, "reconnect") && !unknownDatabase(request)) {
            overview.everywhere(
                    loopOf(request),
                    clients -> clients.pools().of(request.database()).forEach(Pool::reconnect),
                    () -> request.done("RECONNECT"));
        }
    }

    private void reload(Request request) {
        Loop loop = loopOf(request);
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
        overview.collect(loopOf(request), clients -> kill(clients, id), killed -> {
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

    private static Loop loopOf(Request request) {
        return request.client().link().loop();
    }
}
