package io.pgweir.it.compare;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Leaves out of a failing scenario what it fails without: clients, then ever smaller pieces, as long as time allows. */
final class Shrinker {
    private static final Duration PATIENCE = Duration.ofSeconds(Integer.getInteger("compare.shrink", 20));

    private final Comparison comparison;
    private final long until = System.nanoTime() + PATIENCE.toNanos();
    private Scenario shortest;
    private Difference difference;

    /** @param difference where the scenario fails; the step that it fails in stays in */
    Shrinker(Comparison comparison, Scenario scenario, Difference difference) {
        this.comparison = comparison;
        this.shortest = scenario.with(scenario.steps().subList(0, difference.step() + 1));
        this.difference = difference;
    }

    /** Looks for a shorter scenario that fails in the same step. */
    void shrink() throws IOException {
        for (int client = 0; client < Scenario.CLIENTS; client++) {
            int other = client;
            boolean unused = tryWithout(step -> step.client() == other);
        }
        int size = shortest.steps().size() / 2;
        while (size > 0) {
            boolean shorter = removePieces(size);
            size = shorter && size == 1 ? 1 : size / 2;
        }
    }

    Scenario shortest() {
        return shortest;
    }

    /** Where the shortest one fails. */
    Difference difference() {
        return difference;
    }

    private boolean removePieces(int size) throws IOException {
        boolean shorter = false;
        for (int end = shortest.steps().size() - 1; end > 0; end -= size) {
            List<Step> piece = List.copyOf(shortest.steps().subList(Math.max(0, end - size), end));
            shorter |= tryWithout(step -> piece.stream().anyMatch(one -> one == step));
        }
        return shorter;
    }

    private boolean tryWithout(Predicate<Step> left) throws IOException {
        List<Step> steps = new ArrayList<>(shortest.steps());
        Step last = steps.get(steps.size() - 1);
        if (!steps.removeIf(step -> step != last && left.test(step)) || System.nanoTime() > until) {
            return false;
        }
        Scenario shorter = shortest.with(steps);
        Optional<Difference> found = comparison.play(shorter);
        if (found.isEmpty() || found.get().step() != steps.size() - 1) {
            return false;
        }
        shortest = shorter;
        difference = found.get();
        return true;
    }
}
