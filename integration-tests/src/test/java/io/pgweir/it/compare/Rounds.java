package io.pgweir.it.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Scenarios of one seed after the other, until there were enough of them or enough differences. {@code -Dcompare.seed},
 * {@code -Dcompare.runs}, {@code -Dcompare.groups} and {@code -Dcompare.failures} choose others.
 *
 * <p>All go through the same pgweir, which remembers something of its pools. A seed that fails only behind others is
 * played again with those in front.
 */
final class Rounds {
    private final Comparison comparison;
    private final int servers;
    private final List<String> failures = new ArrayList<>();
    private final Set<String> known = new HashSet<>();

    Rounds(Comparison comparison, int servers) {
        this.comparison = comparison;
        this.servers = servers;
    }

    /** Plays them, and fails with the differences. */
    void run(Set<Group> groups, long firstSeed, int count) throws IOException {
        long first = Long.getLong("compare.seed", firstSeed);
        int runs = Integer.getInteger("compare.runs", count);
        int enough = Integer.getInteger("compare.failures", 1);
        for (long seed = first; seed < first + runs && failures.size() < enough; seed++) {
            play(Generator.scenario(seed, groups, servers), seed - first);
        }
        if (!failures.isEmpty()) {
            throw new AssertionError("groups " + groups + "\n" + String.join("\n", failures));
        }
    }

    /** The same difference is told once. */
    private void play(Scenario scenario, long earlier) throws IOException {
        Optional<Difference> difference = comparison.play(scenario);
        if (difference.isPresent() && known.add(difference.get().content())) {
            String report = new Shrinker(comparison, scenario, difference.get()).report();
            failures.add("seed " + scenario.seed() + " (-Dcompare.seed=" + scenario.seed()
                    + " -Dcompare.runs=1; it was played behind " + earlier + " others): " + report);
        }
    }
}
