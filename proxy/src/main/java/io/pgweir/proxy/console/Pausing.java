package io.pgweir.proxy.console;

import io.pgweir.proxy.client.Clients;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.client.Switches;
import io.pgweir.proxy.net.Loop;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The commands that hold everything, or one database: PAUSE, SUSPEND, KILL, and RESUME which undoes all three. */
final class Pausing {
    private static final long LOOK_MILLIS = 50;

    private final Overview overview;
    private final Switches switches;
    private final Targets targets;

    Pausing(Overview overview) {
        this.overview = overview;
        this.switches = overview.gateway().switches();
        this.targets = new Targets(overview);
    }

    List<ConsoleCommand> commands() {
        return List.of(
                ConsoleCommand.action(
                        "PAUSE", "[db]", "close idle servers, wait for busy ones, hold queries", this::pause),
                ConsoleCommand.action("RESUME", "[db]", "undo PAUSE, SUSPEND or KILL", this::resume),
                ConsoleCommand.action("KILL", "[db]", "end all clients and servers, hold new ones", this::kill),
                ConsoleCommand.action(
                        "SUSPEND",
                        "",
                        "read nothing from clients until RESUME or the end of this session",
                        this::suspend));
    }

    private void pause(Request request) {
        if (targets.refused(request, "cannot pause")) {
            return;
        }
        unlessHeld(
                request,
                () -> overview.everywhere(
                        request.loop(),
                        clients -> clients.pools().pause(request.database()),
                        () -> answerWhenQuiet(request)));
    }

    /** Goes on unless everything is held; a pause of one database may be ordered over and over. */
    private void unlessHeld(Request request, Runnable action) {
        overview.collect(request.loop(), clients -> List.of(clients.pools().paused(Optional.empty())), paused -> {
            boolean held = paused.contains(true) || switches.suspended();
            if (held && request.database().isEmpty()) {
                request.failed("already suspended/paused");
            } else {
                action.run();
            }
        });
    }

    private void answerWhenQuiet(Request request) {
        overview.collect(request.loop(), clients -> List.of(clients.pools().quiet(request.database())), quiet -> {
            if (!quiet.contains(false)) {
                request.done("PAUSE");
            } else if (!request.client().link().closed()) {
                request.loop().after(LOOK_MILLIS, TimeUnit.MILLISECONDS, () -> answerWhenQuiet(request));
            }
        });
    }

    private void resume(Request request) {
        if (request.database().isEmpty() && overview.gateway().closing()) {
            request.failed("pooler is shutting down");
        } else if (!targets.unknownDatabase(request)) {
            Optional<String> database = request.database();
            overview.collect(request.loop(), clients -> List.of(clients.pools().paused(database)), paused -> {
                boolean held = database.isEmpty() && (switches.suspended() || switches.killed());
                if (paused.contains(true) || held) {
                    overview.everywhere(request.loop(), clients -> resume(clients, database), () -> resumed(request));
                } else {
                    request.failed(database.map(name -> "database " + name + " is not paused")
                            .orElse("pooler is not paused/suspended"));
                }
            });
        }
    }

    private void resume(Clients clients, Optional<String> database) {
        if (database.isEmpty() && switches.killed()) {
            clients.pools().resumeKilled();
        }
        clients.pools().resume(database);
        if (database.isEmpty()) {
            clients.suspended(false);
        }
    }

    private void resumed(Request request) {
        if (request.database().isEmpty()) {
            switches.suspended(false);
            switches.killed(false);
        }
        request.done("RESUME");
    }

    private void kill(Request request) {
        if (targets.refused(request, "cannot kill")) {
            return;
        }
        overview.collect(request.loop(), clients -> List.of(clients.pools().paused(Optional.empty())), paused -> {
            if (paused.contains(true) || switches.suspended()) {
                request.failed("already suspended/paused");
                return;
            }
            if (request.database().isEmpty()) {
                switches.killed(true);
            }
            overview.everywhere(
                    request.loop(), clients -> clients.kill(request.database()), () -> request.done("KILL"));
        });
    }

    private void suspend(Request request) {
        Loop loop = request.loop();
        overview.collect(loop, clients -> List.of(clients.pools().anyPaused()), paused -> {
            unlessHeld(request, () -> {
                if (paused.contains(true)) {
                    request.failed("cannot suspend with paused databases");
                    return;
                }
                switches.suspended(true);
                request.client().onEnd(() -> endWith(loop));
                overview.everywhere(loop, clients -> clients.suspended(true), () -> request.done("SUSPEND"));
            });
        });
    }

    /** Nobody may be left who could undo it. */
    private void endWith(Loop loop) {
        if (switches.suspended()) {
            switches.suspended(false);
            overview.everywhere(loop, clients -> clients.suspended(false), () -> {});
        }
    }
}
