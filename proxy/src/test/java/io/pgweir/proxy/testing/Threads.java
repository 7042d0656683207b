package io.pgweir.proxy.testing;

import java.util.Map;

/** What threads are doing, for failures. */
final class Threads {
    private Threads() {}

    /** The stacks of all threads whose names begin so. */
    static String dump(String prefix) {
        StringBuilder dump = new StringBuilder();
        for (Map.Entry<Thread, StackTraceElement[]> thread :
                Thread.getAllStackTraces().entrySet()) {
            if (thread.getKey().getName().startsWith(prefix)) {
                dump.append(thread.getKey()).append('\n');
                for (StackTraceElement frame : thread.getValue()) {
                    dump.append("    ").append(frame).append('\n');
                }
            }
        }
        return dump.toString();
    }
}
