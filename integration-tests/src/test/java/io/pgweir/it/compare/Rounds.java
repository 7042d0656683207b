package io.pgweir.it.compare;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Scenarios of one seed after the other, until there were enough of them or enough differences. {@code -Dcompare.seed},
 * {@code -Dcompare.runs}, {@code -Dcompare.groups} and {@code -Dcompare.failures} choose others;
 * {@code -Dcompare.shrink} is how many seconds to look for a shorter scenario.
 *
 * <p>All go through the same pgweir, which remembers something of its pools. A seed that fails only behind others is
 * played again with those in front.
 */
final class Rounds {
    private final Comparison comparison;
    private final int servers;
    private final List<String> failures = new ArrayList<>();
    private final Set<String> known = new HashSet<>();
    private final Set<String> told = new HashSet<>();

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

    private void play(Scenario scenario, long earlier) throws IOException {
        Optional<Difference> difference;
        try {
            difference = comparison.play(scenario);
        } catch (IOException | IllegalStateException e) {
            throw new AssertionError("seed " + scenario.seed() + " is not played to its end: " + scenario, e);
        }
        if (difference.isPresent()) {
            tell(difference.get(), scenario, earlier);
        }
    }

    /** The same difference is told once, whether it shows at once or in the shorter scenario. */
    private void tell(Difference difference, Scenario scenario, long earlier) throws IOException {
        if (known.contains(difference.content())) {
            return;
        }
        Shrinker shrinker = new Shrinker(comparison, scenario, difference);
        shrinker.shrink();
        known.add(difference.content());
        if (told.add(shrinker.difference().content())) {
            note(scenario.seed(), earlier, shrinker);
        }
    }

    private void note(long seed, long earlier, Shrinker shrinker) {
        String failure = "seed " + seed + " (played behind " + earlier + " others; alone by -Dcompare.seed=" + seed
                + " -Dcompare.runs=1): " + shrinker.shortest() + shrinker.difference();
        System.out.println(failure);
        failures.add(failure);
    }
}
