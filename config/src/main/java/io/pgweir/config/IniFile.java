package io.pgweir.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * PgBouncer's file syntax: sections, {@code name = value}, {@code %include}, comments that begin a line with ; or #.
 *
 * <p>As in PgBouncer, the section goes on across the borders of an included file, and a line may go on behind a header.
 * A line that cannot be read is reported and left out.
 */
final class IniFile {
    private static final String INCLUDE = "%include";

    private final Path directory;
    private final Problems problems;
    private final Deque<Path> open = new ArrayDeque<>();
    private final List<IniSection> sections = new ArrayList<>();

    /** Relative names of files are seen from the directory. */
    IniFile(Path directory, Problems problems) {
        this.directory = directory;
        this.problems = problems;
    }

    List<IniSection> read(Path file) {
        read(file, Place.of(file));
        return sections;
    }

    private void read(Path file, Place namedAt) {
        Path absolute = directory.resolve(file);
        if (open.contains(absolute)) {
            problems.error(namedAt, "the file includes itself");
            return;
        }
        open.push(absolute);
        try {
            lines(TextFile.read(absolute), file);
        } catch (IOException e) {
            throw problems.fatal(namedAt, "cannot read " + file + ": " + TextFile.reason(e));
        }
        open.pop();
    }

    private void lines(String text, Path file) {
        int number = 1;
        for (int start = 0; start < text.length(); number++) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            line(text.substring(start, end).stripTrailing(), 0, new Place(file, number, 1));
            start = end + 1;
        }
    }

    private void line(String line, int from, Place start) {
        int at = skipBlanks(line, from);
        if (at == line.length() || line.charAt(at) == ';' || line.charAt(at) == '#') {
            return;
        }
        if (isInclude(line, at)) {
            include(line.substring(skipBlanks(line, at + INCLUDE.length())), start.right(at));
        } else if (line.charAt(at) == '[') {
            header(line, at, start);
        } else {
            entry(line, at, start);
        }
    }

    private static boolean isInclude(String line, int at) {
        int end = at + INCLUDE.length();
        return line.startsWith(INCLUDE, at) && end < line.length() && isBlank(line.charAt(end));
    }

    private void include(String name, Place place) {
        read(Path.of(name), place);
    }

    private void header(String line, int at, Place start) {
        int close = line.indexOf(']', at);
        if (close < 0) {
            problems.error(start.right(at), "section without ] (expected: [name])");
        } else {
            sections.add(new IniSection(line.substring(at + 1, close), start.right(at), new ArrayList<>()));
            line(line, close + 1, start);
        }
    }

    private void entry(String line, int at, Place start) {
        boolean quoted = line.charAt(at) == '"';
        int end = quoted ? closingQuote(line, at) : endOfName(line, at);
        int equals = skipBlanks(line, end);
        if (end == at || equals == line.length() || line.charAt(equals) != '=') {
            problems.error(start.right(equals), "not a setting (expected: name = value)");
            return;
        }
        String name = quoted ? line.substring(at + 1, end - 1).replace("\"\"", "\"") : line.substring(at, end);
        int value = skipBlanks(line, equals + 1);
        add(new IniEntry(name, start.right(at), new RawText(name, start.right(value), line.substring(value))));
    }

    private void add(IniEntry entry) {
        if (sections.isEmpty()) {
            problems.error(entry.place(), "\"" + entry.name() + "\" stands before the first section");
        } else {
            sections.get(sections.size() - 1).entries().add(entry);
        }
    }

    /** The index behind the quote that closes the one at an index, or that index when there is none. */
    private static int closingQuote(String line, int open) {
        int at = line.indexOf('"', open + 1);
        while (at >= 0 && line.startsWith("\"\"", at)) {
            at = line.indexOf('"', at + 2);
        }
        return at < 0 ? open : at + 1;
    }

    private static int endOfName(String line, int from) {
        int at = from;
        while (at < line.length() && line.charAt(at) != '=' && !isBlank(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private static int skipBlanks(String line, int from) {
        int at = from;
        while (at < line.length() && isBlank(line.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
