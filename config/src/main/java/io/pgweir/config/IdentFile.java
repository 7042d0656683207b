package io.pgweir.config;

import io.pgweir.config.WordLine.Word;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * An ident file: {@code map system-user postgres-user} on each line, the last word {@code all} for everybody.
 *
 * @param problems the lines that cannot be used, or the file if it cannot; the other lines are used all the same
 */
public record IdentFile(List<Line> lines, List<Problem> problems) {
    /** Nothing is mapped. */
    public static final IdentFile EMPTY = new IdentFile(List.of(), List.of());

    /** Who may log in as whom. */
    record Line(String map, String systemUser, Word user) {}

    public IdentFile {
        lines = List.copyOf(lines);
        problems = List.copyOf(problems);
    }

    public static IdentFile load(Path file) {
        List<Line> lines = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        try {
            int number = 0;
            for (String line : TextFile.read(file).lines().toList()) {
                number++;
                Optional<List<List<Word>>> words = WordLine.read(line);
                if (words.isEmpty() || (!words.get().isEmpty() && words.get().size() != 3)) {
                    problems.add(new Problem(file, number, 0, "ident line " + number + ": not map, user and user"));
                } else if (!words.get().isEmpty()) {
                    lines.add(line(words.get()));
                }
            }
        } catch (IOException e) {
            problems.add(Place.of(file).problem("cannot read the file: " + TextFile.reason(e)));
        }
        return new IdentFile(lines, problems);
    }

    private static Line line(List<List<Word>> words) {
        return new Line(
                words.get(0).get(0).text(),
                words.get(1).get(0).text(),
                words.get(2).get(0));
    }

    /** Whether the map lets one of these names of the system log in as the user; an empty map wants the same name. */
    public boolean allows(String map, Collection<String> systemUsers, String user) {
        if (map.isEmpty()) {
            return systemUsers.contains(user);
        }
        return lines.stream()
                .anyMatch(line -> line.map.equals(map)
                        && systemUsers.contains(line.systemUser)
                        && (line.user.is("all") || line.user.text().equals(user)));
    }
}
