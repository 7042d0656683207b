package io.pgweir.config;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The users of an auth file and their secrets: {@code "user" "secret"} on each line, the rest of the line ignored,
 * {@code ;} before comments, a quote inside of quotes written twice.
 *
 * @param problems the lines that cannot be read, or the file if it cannot; what can be read is used all the same
 */
public record UserList(Map<String, Secret> secrets, List<Problem> problems) {
    /** Nobody is listed. */
    public static final UserList EMPTY = new UserList(Map.of(), List.of());

    public UserList {
        secrets = Collections.unmodifiableMap(new LinkedHashMap<>(secrets));
        problems = List.copyOf(problems);
    }

    public static UserList load(Path file) {
        List<Problem> problems = new ArrayList<>();
        Map<String, Secret> secrets = new LinkedHashMap<>();
        try {
            readLines(TextFile.read(file), file, secrets, problems);
        } catch (IOException e) {
            problems.add(Place.of(file).problem("cannot read the file: " + TextFile.reason(e)));
        }
        return new UserList(secrets, problems);
    }

    public Optional<Secret> secretOf(String user) {
        return Optional.ofNullable(secrets.get(user));
    }

    private static void readLines(String text, Path file, Map<String, Secret> secrets, List<Problem> problems) {
        int number = 1;
        for (int start = 0; start < text.length(); number++) {
            int newline = text.indexOf('\n', start);
            int end = newline < 0 ? text.length() : newline;
            String line = text.substring(start, end).strip();
            if (!line.isEmpty() && line.charAt(0) != ';' && !readLine(line, secrets)) {
                problems.add(new Problem(file, number, 0, "not a user (expected: \"user\" \"secret\")"));
            }
            start = end + 1;
        }
    }

    private static boolean readLine(String line, Map<String, Secret> secrets) {
        int userEnd = line.charAt(0) == '"' ? closingQuote(line, 0) : -1;
        int secretStart = userEnd < 0 ? -1 : line.indexOf('"', userEnd + 1);
        int secretEnd = secretStart < 0 ? -1 : closingQuote(line, secretStart);
        if (secretEnd < 0) {
            return false;
        }
        secrets.put(unquoted(line, 0, userEnd), new Secret(unquoted(line, secretStart, secretEnd)));
        return true;
    }

    private static String unquoted(String line, int open, int close) {
        return line.substring(open + 1, close).replace("\"\"", "\"");
    }

    /** The index of the quote that closes the one at an index; -1 if there is none. */
    private static int closingQuote(String line, int open) {
        int at = line.indexOf('"', open + 1);
        while (at >= 0 && line.startsWith("\"\"", at)) {
            at = line.indexOf('"', at + 2);
        }
        return at;
    }
}
