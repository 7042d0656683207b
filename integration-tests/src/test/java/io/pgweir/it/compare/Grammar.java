package io.pgweir.it.compare;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be said: sections of sentences with holes, and rules that fill the holes. Its file explains its form. */
final class Grammar {
    private static final Pattern SECTION = Pattern.compile("\\[(\\w+)]");
    private static final Pattern RULE = Pattern.compile("([a-z]+): ?(.*)");
    private static final Pattern WEIGHTED = Pattern.compile("(\\d+)\\* ?(.*)");
    private static final Pattern HOLE = Pattern.compile("<([a-z]+)>");
    private static final String ME = "me";

    /** An alternative that is weighted n is n times in its list. */
    private final Map<String, List<String>> alternatives = new HashMap<>();

    private Grammar(List<String> lines) {
        String section = "";
        for (String line : lines) {
            Matcher heading = SECTION.matcher(line);
            Matcher rule = RULE.matcher(line);
            if (heading.matches()) {
                section = heading.group(1);
            } else if (rule.matches()) {
                add(rule.group(1), rule.group(2));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                add(section, line);
            }
        }
    }

    private void add(String name, String alternative) {
        Matcher weighted = WEIGHTED.matcher(alternative);
        int weight = weighted.matches() ? Integer.parseInt(weighted.group(1)) : 1;
        String text = weighted.matches() ? weighted.group(2) : alternative;
        for (int i = 0; i < weight; i++) {
            alternatives.computeIfAbsent(name, any -> new ArrayList<>()).add(text);
        }
    }

    /** Reads one from the resources. */
    static Grammar read(String resource) {
        return new Grammar(text(resource).lines().toList());
    }

    static String text(String resource) {
        try (InputStream stream = Grammar.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("no resource " + resource);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(resource + " cannot be read", e);
        }
    }

    /** One sentence of a section, or one alternative of a rule, as client number {@code me} says it. */
    String say(String name, int me, RandomGenerator random) {
        if (name.equals(ME)) {
            return Integer.toString(me);
        }
        List<String> choice = alternatives.get(name);
        if (choice == null) {
            throw new IllegalStateException("the grammar has no " + name);
        }
        String text = choice.get(random.nextInt(choice.size()));
        return HOLE.matcher(text)
                .replaceAll((MatchResult hole) -> Matcher.quoteReplacement(say(hole.group(1), me, random)));
    }
}
