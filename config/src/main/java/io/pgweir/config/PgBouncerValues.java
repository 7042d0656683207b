package io.pgweir.config;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** The values that PgBouncer writes in another way than we do. */
final class PgBouncerValues {
    private static final String PAM = "pam";

    private final Problems problems;

    PgBouncerValues(Problems problems) {
        this.problems = problems;
    }

    RawText ours(String key, RawText value) {
        return switch (key) {
            case "auth_type" -> authType(value);
            case "client_tls_protocols", "server_tls_protocols" -> value.with(protocols(value));
            case "client_tls_ecdhcurve", "client_tls_dheparams" ->
                value.with(value.text().toLowerCase(Locale.ROOT));
            case "unix_socket_mode" -> value.with(mode(value));
            default -> value;
        };
    }

    private RawText authType(RawText value) {
        if (!value.text().toLowerCase(Locale.ROOT).equals(PAM)) {
            return value;
        }
        String expected = " is not supported (expected: any, trust, plain, md5, scram-sha-256, cert, hba or ldap)";
        problems.error(value.place(), value.label() + ": \"" + value.text() + "\"" + expected);
        return value.with("trust"); // never used: the error ends the load
    }

    /** PgBouncer reads a number as C does: only a leading zero makes it octal. */
    private String mode(RawText value) {
        String text = value.text();
        if (text.startsWith("0") || new NumberType(0, 07777).parse(text).isEmpty()) {
            return text;
        }
        String octal = "0" + Integer.toOctalString(Integer.parseInt(text));
        String meaning = ": \"" + text + "\" is decimal and means " + octal + " (expected: a leading zero, as in 0777)";
        problems.warning(value.place(), value.label() + meaning);
        return octal;
    }

    private String protocols(RawText value) {
        Set<String> protocols = new TreeSet<>();
        String names = value.text().toLowerCase(Locale.ROOT).replace(':', ',');
        for (String name : ListType.split(names)) {
            addProtocol(name, value, protocols);
        }
        return String.join(",", protocols);
    }

    private void addProtocol(String name, RawText value, Set<String> protocols) {
        switch (name) {
            case "all", "legacy", "tlsv1", "default" -> protocols.add("secure");
            case "tlsv1.0", "tlsv1.1" ->
                problems.warning(
                        value.place(),
                        value.label() + ": \"" + name + "\" is not supported (expected: tlsv1.2 or tlsv1.3)");
            default -> protocols.add(name);
        }
    }
}
