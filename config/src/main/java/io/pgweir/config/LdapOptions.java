package io.pgweir.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The {@code name=value} pairs of {@code auth_ldap_options} and of an HBA line; a value may stand in double quotes. */
public final class LdapOptions {
    private static final Set<String> NAMES = Set.of(
            "ldapserver",
            "ldapport",
            "ldapscheme",
            "ldaptls",
            "ldapurl",
            "ldapprefix",
            "ldapsuffix",
            "ldapbasedn",
            "ldapbinddn",
            "ldapbindpasswd",
            "ldapsearchattribute",
            "ldapsearchfilter");

    private LdapOptions() {}

    /** The pairs of a text; empty when one is none or has an unknown name. */
    public static Optional<Map<String, String>> parse(String text) {
        List<String> pairs = new ArrayList<>();
        StringBuilder pair = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (Character.isWhitespace(c) && !quoted) {
                pairs.add(pair.toString());
                pair.setLength(0);
            } else {
                pair.append(c);
            }
        }
        pairs.add(pair.toString());
        pairs.removeIf(String::isEmpty);
        return quoted ? Optional.empty() : pairs(pairs);
    }

    static Optional<Map<String, String>> pairs(List<String> pairs) {
        Map<String, String> options = new HashMap<>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals < 0 || !NAMES.contains(pair.substring(0, equals))) {
                return Optional.empty();
            }
            options.put(pair.substring(0, equals), pair.substring(equals + 1));
        }
        boolean somewhere = options.containsKey("ldapserver") || options.containsKey("ldapurl");
        return somewhere ? Optional.of(options) : Optional.empty();
    }
}
