package io.pgweir.proxy.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The {@code options} of a startup message: {@code -c name=value}, {@code -cname=value} or {@code --name=value},
 * separated by white space, which a backslash takes the meaning from (pg_split_opts in postinit.c). In names,
 * {@code -} stands for {@code _}.
 */
final class CommandLineOptions {
    private CommandLineOptions() {}

    /** Adds the settings that the text makes; answers the part that is not understood, or an empty text. */
    static String read(String options, Map<String, String> settings) {
        List<String> words = words(options);
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            String assignment;
            if (word.equals("-c") && i + 1 < words.size()) {
                assignment = words.get(++i);
            } else if (word.startsWith("-c") && word.length() > 2) {
                assignment = word.substring(2);
            } else if (word.startsWith("--")) {
                assignment = word.substring(2);
            } else {
                return word;
            }
            int equals = assignment.indexOf('=');
            if (equals <= 0) {
                return word;
            }
            settings.put(assignment.substring(0, equals).replace('-', '_'), assignment.substring(equals + 1));
        }
        return "";
    }

    private static List<String> words(String options) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean inWord = false;
        for (int i = 0; i < options.length(); i++) {
            char c = options.charAt(i);
            if (Character.isWhitespace(c)) {
                if (inWord) {
                    words.add(word.toString());
                    word.setLength(0);
                    inWord = false;
                }
            } else {
                inWord = true;
                boolean escapes = c == '\\' && i + 1 < options.length();
                word.append(escapes ? options.charAt(++i) : c);
            }
        }
        if (inWord) {
            words.add(word.toString());
        }
        return words;
    }
}
