package io.pgweir.it.compare;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Makes a scenario of a seed. Each is about a few groups, so that what belongs together meets, and has few clients who
 * say much as well as many who say little. Transactions end soon enough for others to go on.
 */
final class Generator {
    private static final Grammar GRAMMAR = Grammar.read("/compare/session.grammar");
    private static final int PERCENT = 100;
    private static final int TOPICS = 4;
    private static final int SHORTEST = 15;
    private static final int LONGEST = 60;

    private final RandomGenerator random;
    private final Set<Group> groups;
    private final List<Group> topics;
    private final Phrasing phrasing;
    private final int servers;
    private final List<Integer> open = new ArrayList<>();

    private Generator(long seed, Set<Group> groups, int servers) {
        this.random = new SplittableRandom(seed);
        this.groups = groups;
        this.servers = servers;
        this.topics = topics();
        this.phrasing = new Phrasing(groups, random);
    }

    /**
     * Makes one.
     *
     * @param groups what it may be about
     * @param servers how many transactions can be open at once
     */
    static Scenario scenario(long seed, Set<Group> groups, int servers) {
        Generator generator = new Generator(seed, groups, servers);
        return new Scenario(seed, generator.random.nextInt(4) == 0 ? "compare_chief" : "alice", generator.steps());
    }

    private List<Group> topics() {
        List<Group> all = new ArrayList<>(groups.stream()
                .filter(group -> group.speaks() || group == Group.PROTOCOL)
                .toList());
        while (all.size() > TOPICS) {
            all.remove(random.nextInt(all.size()));
        }
        return all;
    }

    private List<Step> steps() {
        int clients = 2 + random.nextInt(Scenario.CLIENTS - 1);
        int length = random.nextInt(SHORTEST, LONGEST);
        List<Step> steps = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            steps.add(new Step.Come(client, settings(client)));
        }
        while (steps.size() < clients + length) {
            int client = open.size() < servers ? random.nextInt(clients) : open.get(random.nextInt(open.size()));
            steps.add(step(client));
        }
        return steps;
    }

    private Step step(int client) {
        if (groups.contains(Group.RECONNECT) && random.nextInt(PERCENT) < 4) {
            open.remove((Integer) client);
            return random.nextBoolean()
                    ? new Step.Leave(client, random.nextBoolean())
                    : new Step.Come(client, settings(client));
        }
        if (groups.contains(Group.TRANSACTIONS) && random.nextInt(PERCENT) < 20) {
            return new Step.Say(client, phrasing.alone(boundary(client)));
        }
        Group topic = topics.get(random.nextInt(topics.size()));
        return new Step.Say(
                client,
                topic == Group.PROTOCOL
                        ? phrasing.named(() -> GRAMMAR.say("preparable", client, random))
                        : phrasing.say(() -> sentence(topic, client)));
    }

    /** Among several sentences not all are about the same. */
    private String sentence(Group topic, int client) {
        Group other = topics.get(random.nextInt(topics.size()));
        return GRAMMAR.say((other.speaks() && random.nextBoolean() ? other : topic).section(), client, random);
    }

    /** Begins or ends a transaction. */
    private String boundary(int client) {
        if (open.remove((Integer) client)) {
            return GRAMMAR.say("end", client, random);
        }
        open.add(client);
        return GRAMMAR.say("begin", client, random);
    }

    private List<String> settings(int client) {
        List<String> settings = new ArrayList<>();
        if (groups.contains(Group.STARTUP)) {
            Set<String> names = new HashSet<>();
            for (int more = random.nextInt(3); more > 0; more--) {
                String[] words = GRAMMAR.say("startup", client, random).split(" ", 2);
                if (names.add(words[0])) {
                    settings.addAll(List.of(words));
                }
            }
        }
        return settings;
    }
}
