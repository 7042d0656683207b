package io.pgweir.proxy.client;

import io.pgweir.proxy.net.Loop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** Asks every loop for a copy of what it has, since nobody else may look at it. */
public final class Overview {
    private final Gateway gateway;

    public Overview(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Collects from all loops, in their order; the answer comes on the loop given, not before this returns. */
    public <T> void collect(Loop answerOn, Function<Clients, List<T>> question, Consumer<List<T>> answer) {
        List<Clients> all = gateway.clients();
        List<List<T>> parts = new ArrayList<>();
        all.forEach(each -> parts.add(List.of()));
        AtomicInteger missing = new AtomicInteger(all.size());
        for (int i = 0; i < all.size(); i++) {
            int index = i;
            Clients each = all.get(i);
            each.loop().execute(() -> {
                List<T> part = question.apply(each);
                synchronized (parts) {
                    parts.set(index, part);
                }
                if (missing.decrementAndGet() == 0) {
                    answerOn.execute(() -> answer.accept(joined(parts)));
                }
            });
        }
    }

    private static <T> List<T> joined(List<List<T>> parts) {
        List<T> all = new ArrayList<>();
        synchronized (parts) {
            parts.forEach(all::addAll);
        }
        return all;
    }

    /** Does something on every loop; done runs on the loop given once all did. */
    public void everywhere(Loop answerOn, Consumer<Clients> action, Runnable done) {
        collect(
                answerOn,
                each -> {
                    action.accept(each);
                    return List.of();
                },
                nothing -> done.run());
    }

    public Gateway gateway() {
        return gateway;
    }
}
