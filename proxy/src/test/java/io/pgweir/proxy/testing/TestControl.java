package io.pgweir.proxy.testing;

import io.pgweir.config.PgBouncerSetting;
import io.pgweir.proxy.console.Control;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/** Notes what the console orders of the process. */
public final class TestControl implements Control {
    private final Queue<String> orders = new ConcurrentLinkedQueue<>();
    private volatile List<String> problems = List.of();

    /** What a reload finds wrong from now on. */
    public void problems(String... found) {
        problems = List.of(found);
    }

    /** What was ordered. */
    public Queue<String> orders() {
        return orders;
    }

    @Override
    public void reload(Consumer<List<String>> done) {
        orders.add("RELOAD");
        done.accept(problems);
    }

    @Override
    public void set(String name, String value, Consumer<SetResult> done) {
        orders.add("SET " + name + "=" + value);
        done.accept(new SetResult(problems.isEmpty(), String.join("; ", problems)));
    }

    @Override
    public List<PgBouncerSetting> settings() {
        return List.of();
    }

    @Override
    public void shutdown(Shutdown how) {
        orders.add("SHUTDOWN " + how);
    }

    @Override
    public String version() {
        return "pgweir test";
    }
}
