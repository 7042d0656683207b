package io.pgweir.proxy.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs a {@link Conversation} again and again, each time in a new pool: whole, byte by byte, and with every send of
 * either side cut in two, at every place. Several conversations run at a time, since each of them mostly waits.
 */
public final class EverySplit {
    private static final int THREADS = 6;
    private static final AtomicInteger NAMES = new AtomicInteger();

    private EverySplit() {}

    public static void of(TestProxy proxy, Consumer<Conversation> script) {
        int longest = run(proxy, "whole", Cuts.none(), script);
        List<Runnable> runs = new ArrayList<>();
        runs.add(() -> run(proxy, "byte by byte", Cuts.everywhere(proxy::awaitReads), script));
        for (int index = 1; index < longest; index++) {
            String where = "all sends cut before byte " + index;
            Cuts cuts = Cuts.before(index, proxy::awaitReads);
            runs.add(() -> run(proxy, where, cuts, script));
        }
        together(runs);
    }

    private static void together(List<Runnable> runs) {
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Future<?>> futures = new ArrayList<>();
            runs.forEach(run -> futures.add(threads.submit(run)));
            for (Future<?> future : futures) {
                Object unused = future.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof AssertionError failed ? failed : new AssertionError(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            List<Runnable> unused = threads.shutdownNow();
        }
    }

    /** Only once, and whole. */
    public static void once(TestProxy proxy, Consumer<Conversation> script) {
        int unused = run(proxy, "whole", Cuts.none(), script);
    }

    private static int run(TestProxy proxy, String how, Cuts cuts, Consumer<Conversation> script) {
        Conversation conversation = new Conversation(proxy, "db" + NAMES.incrementAndGet(), cuts);
        try {
            script.accept(conversation);
            conversation.end();
        } catch (AssertionError e) {
            throw new AssertionError(how + ": " + e.getMessage(), e);
        } finally {
            conversation.close();
        }
        return cuts.longest();
    }
}
