package io.pgweir.it.compare;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** The ways to say sentences in messages: simple or extended, one or several at once, named or unnamed. */
final class Phrasing {
    private static final int PERCENT = 100;
    private static final int BATCH = 8;
    private static final int SEVERAL = 8;
    private static final int EXTENDED = 25;
    private static final String ASKING = "p4"; // the only statement with a parameter
    private static final String[] NAMES = {"p1", "p2", "P 3"};
    private static final String[] PORTALS = {"", "c1", "c2"};

    private final Set<Group> groups;
    private final RandomGenerator random;

    Phrasing(Set<Group> groups, RandomGenerator random) {
        this.groups = groups;
        this.random = random;
    }

    /** Says one sentence, or a few more. */
    List<Message> say(Supplier<String> sentence) {
        int dice = random.nextInt(PERCENT);
        if (dice < BATCH && groups.contains(Group.BATCH)) {
            return batch(sentence);
        }
        if (dice >= BATCH && dice < BATCH + SEVERAL && groups.contains(Group.SEVERAL)) {
            return List.of(Message.query(several(sentence)));
        }
        return alone(sentence.get());
    }

    /** Says one sentence by itself. */
    List<Message> alone(String sql) {
        return groups.contains(Group.PROTOCOL) && random.nextInt(PERCENT) < EXTENDED
                ? ended(extended(sql))
                : List.of(Message.query(sql));
    }

    private String several(Supplier<String> sentence) {
        StringBuilder sql = new StringBuilder(sentence.get());
        for (int more = 1 + random.nextInt(3); more > 0; more--) {
            sql.append("; ").append(sentence.get());
        }
        return sql.append(random.nextBoolean() ? "" : ";").toString();
    }

    /** Several extended queries up to one Sync, or with a Sync or a simple query in between. */
    private List<Message> batch(Supplier<String> sentence) {
        List<Message> messages = new ArrayList<>();
        for (int more = 2 + random.nextInt(3); more > 0; more--) {
            messages.addAll(extended(random.nextInt(6) == 0 ? "SELECT 1/0" : sentence.get()));
            switch (random.nextInt(8)) {
                case 0 -> messages.add(Message.sync());
                case 1 -> messages.add(Message.flush());
                case 2 -> messages.addAll(List.of(Message.sync(), Message.query(sentence.get())));
                default -> {}
            }
        }
        return ended(messages);
    }

    private List<Message> extended(String sql) {
        List<Message> messages = new ArrayList<>(List.of(Message.parse("", sql), Message.bind("", "")));
        if (random.nextBoolean()) {
            messages.add(Message.describe('P', ""));
        }
        messages.add(Message.execute("", 0));
        return messages;
    }

    /** Something with a prepared statement or a portal that has a name. */
    List<Message> named(Supplier<String> preparable) {
        String name = random.nextInt(5) == 0 ? "" : pick(NAMES);
        String portal = random.nextInt(3) == 0 ? pick(PORTALS) : "";
        return ended(
                switch (random.nextInt(9)) {
                    case 0, 1 -> List.of(Message.parse(name, preparable.get()));
                    case 2 ->
                        List.of(
                                Message.parse(ASKING, "SELECT $1::int AS given"),
                                Message.describe('S', ASKING),
                                Message.bind("", ASKING, "7"),
                                Message.execute("", 0));
                    case 3 -> List.of(Message.describe('S', random.nextInt(4) == 0 ? ASKING : name));
                    case 4 -> List.of(Message.close('S', random.nextInt(4) == 0 ? ASKING : name));
                    case 5 ->
                        List.of(
                                Message.bind(portal, groups.contains(Group.MISFITS) ? name : ASKING, "8"),
                                Message.execute(portal, 0));
                    // Not the unnamed portal: after a Query that failed in a transaction PostgreSQL 15 crashes of it.
                    case 6 -> List.of(Message.execute(pick("c1", "c2"), 1));
                    case 7 -> List.of(Message.close('P', portal));
                    default -> List.of(Message.bind(portal, name), Message.execute(portal, random.nextInt(2)));
                });
    }

    private static List<Message> ended(List<Message> messages) {
        List<Message> all = new ArrayList<>(messages);
        all.add(Message.sync());
        return List.copyOf(all);
    }

    private String pick(String... choice) {
        return choice[random.nextInt(choice.length)];
    }
}
