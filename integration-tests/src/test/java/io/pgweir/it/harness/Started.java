package io.pgweir.it.harness;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every pgweir that the tests started and that may still have something to tell; only for what is printed when a test
 * fails. It changes although it is static: a deadline passes in no particular object.
 */
final class Started {
    private static final int TAIL = 200;
    private static final Set<PgweirProcess> ALL = ConcurrentHashMap.newKeySet();

    private Started() {}

    static void add(PgweirProcess process) {
        ALL.add(process);
    }

    static void dumpAndKillAll() {
        for (PgweirProcess pgweir : ALL) {
            if (pgweir.process().alive()) {
                pgweir.dump();
                pgweir.process().kill();
            }
        }
    }

    static void printLogs(String test) {
        for (PgweirProcess pgweir : ALL) {
            var lines = pgweir.process().lines();
            System.out.println("--- pgweir " + pgweir.process().pid() + " during " + test);
            lines.subList(Math.max(0, lines.size() - TAIL), lines.size()).forEach(System.out::println);
            System.out.println("---");
        }
    }

    static void forgetEnded() {
        ALL.removeIf(pgweir -> !pgweir.process().alive());
    }
}
