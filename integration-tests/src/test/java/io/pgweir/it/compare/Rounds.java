package io.pgweir.it.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Scenarios of one seed after the other, until there were enough of them or enough differences. {@code -Dcompare.seed},
 * {@code -Dcompare.runs}, {@code -Dcompare.groups} and {@code -Dcompare.failures} choose others.
 */
final class Rounds {
    private final Comparison comparison;
    private final int servers;
    private final List<String> failures = new ArrayList<>();

    Rounds(Comparison comparison, int servers) {
        this.comparison = comparison;
        this.servers = servers;
    }

    /** Plays them, and fails with the differences. */
    void run(Set<Group> groups, long firstSeed, int count) throws IOException {
        long seed = Long.getLong("compare.seed", firstSeed);
        long end = seed + Integer.getInteger("compare.runs", count);
        int enough = Integer.getInteger("compare.failures", 1);
        for (; seed < end && failures.size() < enough; seed++) {
            play(Generator.scenario(seed, groups, servers));
        }
        if (!failures.isEmpty()) {
            throw new AssertionError(String.join("\n", failures));
        }
    }

    private void play(Scenario scenario) throws IOException {
        Optional<Difference> difference = comparison.play(scenario);
        if (difference.isPresent()) {
            String report = new Shrinker(comparison, scenario, difference.get()).report();
            failures.add("-Dcompare.seed=" + scenario.seed() + " -Dcompare.runs=1: " + report);
        }
    }
}
