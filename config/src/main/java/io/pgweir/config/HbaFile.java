package io.pgweir.config;

import io.pgweir.config.WordLine.Word;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An HBA file as PgBouncer reads it: {@code type database user [address [mask]] method [name=value ...]}.
 *
 * @param problems the lines that cannot be used, or the file if it cannot; the other lines are used all the same
 */
public record HbaFile(List<HbaRule> rules, List<Problem> problems) {
    public HbaFile {
        rules = List.copyOf(rules);
        problems = List.copyOf(problems);
    }

    /** Thrown when a line cannot be used. */
    private static final class BadLine extends Exception {
        private static final long serialVersionUID = 1L;

        BadLine(String message) {
            super(message, null, false, false);
        }
    }

    public static HbaFile load(Path file) {
        List<HbaRule> rules = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        try {
            int number = 0;
            for (String line : TextFile.read(file).lines().toList()) {
                number++;
                try {
                    rule(line, file).ifPresent(rules::add);
                } catch (BadLine e) {
                    problems.add(new Problem(file, number, 0, "hba line " + number + ": " + e.getMessage()));
                }
            }
        } catch (IOException e) {
            problems.add(Place.of(file).problem("cannot read the file: " + TextFile.reason(e)));
        }
        return new HbaFile(rules, problems);
    }

    /** The first line that is about this client. */
    public Optional<HbaRule> match(
            Optional<InetAddress> address, boolean tls, String database, String user, boolean replication) {
        return rules.stream()
                .filter(rule -> rule.matches(address, tls, database, user, replication))
                .findFirst();
    }

    private static Optional<HbaRule> rule(String line, Path file) throws BadLine {
        List<List<Word>> words = WordLine.read(line).orElseThrow(() -> new BadLine("a quote is not closed"));
        if (words.isEmpty()) {
            return Optional.empty();
        }
        HbaRule.Type type = type(single(words, 0));
        HbaRule.Who databases = names(list(words, 1), file, true);
        HbaRule.Who users = names(list(words, 2), file, false);
        int next = 3;
        Optional<AddressRange> range = Optional.empty();
        if (type != HbaRule.Type.LOCAL) {
            Word address = single(words, next++);
            if (!address.is("all")) {
                boolean cidr = address.text().indexOf('/') >= 0;
                range = cidr
                        ? AddressRange.ofCidr(address.text())
                        : AddressRange.ofMask(
                                address.text(), single(words, next++).text());
                if (range.isEmpty()) {
                    throw new BadLine("unsupported address \"" + address.text() + "\"");
                }
            }
        }
        Word word = single(words, next++);
        HbaMethod method =
                HbaMethod.of(word.text()).orElseThrow(() -> new BadLine("unsupported method \"" + word.text() + "\""));
        return Optional.of(new HbaRule(type, databases, users, range, method, options(words, next, method, type)));
    }

    private static HbaRule.Type type(Word word) throws BadLine {
        return switch (word.text()) {
            case "local" -> HbaRule.Type.LOCAL;
            case "host" -> HbaRule.Type.HOST;
            case "hostssl" -> HbaRule.Type.HOSTSSL;
            case "hostnossl" -> HbaRule.Type.HOSTNOSSL;
            default -> throw new BadLine("unknown type \"" + word.text() + "\"");
        };
    }

    private static List<Word> list(List<List<Word>> words, int at) throws BadLine {
        if (at >= words.size()) {
            throw new BadLine("it ends too early");
        }
        return words.get(at);
    }

    private static Word single(List<List<Word>> words, int at) throws BadLine {
        List<Word> list = list(words, at);
        if (list.size() > 1) {
            throw new BadLine("a list after \"" + list.get(0).text() + "\" (expected: one word)");
        }
        return list.get(0);
    }

    private static HbaRule.Who names(List<Word> words, Path file, boolean ofDatabases) throws BadLine {
        boolean all = false;
        boolean sameUser = false;
        boolean replication = false;
        Set<String> names = new HashSet<>();
        for (Word word : included(words, file)) {
            if (word.is("all")) {
                all = true;
            } else if (ofDatabases && word.is("sameuser")) {
                sameUser = true;
            } else if (ofDatabases && word.is("replication")) {
                replication = true;
            } else {
                names.add(checked(word));
            }
        }
        return new HbaRule.Who(all, sameUser, replication, names);
    }

    private static String checked(Word word) throws BadLine {
        boolean unsupported = word.is("samerole")
                || word.is("samegroup")
                || (!word.quoted()
                        && (word.text().startsWith("+") || word.text().startsWith("/")));
        if (unsupported) {
            throw new BadLine("unsupported name \"" + word.text() + "\"");
        }
        return word.text();
    }

    /** The words, with those of a file in place of {@code @file}; its name is seen from this file. */
    private static List<Word> included(List<Word> words, Path file) throws BadLine {
        List<Word> all = new ArrayList<>();
        for (Word word : words) {
            if (word.quoted() || !word.text().startsWith("@")) {
                all.add(word);
                continue;
            }
            Path other = file.resolveSibling(word.text().substring(1));
            try {
                for (String line : TextFile.read(other).lines().toList()) {
                    WordLine.read(line)
                            .orElseThrow(() -> new BadLine("a quote is not closed in " + other))
                            .forEach(all::addAll);
                }
            } catch (IOException e) {
                throw new BadLine("cannot read " + other + ": " + TextFile.reason(e));
            }
        }
        return all;
    }

    private static Map<String, String> options(List<List<Word>> words, int from, HbaMethod method, HbaRule.Type type)
            throws BadLine {
        if (method == HbaMethod.PEER && type != HbaRule.Type.LOCAL) {
            throw new BadLine("peer is for local lines only");
        }
        if (method == HbaMethod.CERT && type != HbaRule.Type.HOSTSSL) {
            throw new BadLine("cert is for hostssl lines only");
        }
        if (method == HbaMethod.LDAP) {
            return ldap(words, from);
        }
        Map<String, String> options = new HashMap<>();
        for (int i = from; i < words.size(); i++) {
            String option = single(words, i).text();
            if (!option.startsWith("map=") || (method != HbaMethod.PEER && method != HbaMethod.CERT)) {
                throw new BadLine("unsupported option \"" + option + "\"");
            }
            options.put("map", option.substring("map=".length()));
        }
        return options;
    }

    private static Map<String, String> ldap(List<List<Word>> words, int from) throws BadLine {
        List<String> pairs = new ArrayList<>();
        for (List<Word> list : words.subList(from, words.size())) {
            pairs.add(String.join(",", list.stream().map(Word::text).toList()));
        }
        return LdapOptions.pairs(pairs).orElseThrow(() -> new BadLine("unsupported LDAP option in " + pairs));
    }
}
