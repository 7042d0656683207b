package io.pgweir.proxy.net;

import io.netty.handler.ssl.CipherSuiteConverter;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * From OpenSSL's cipher lists (ciphers(1)) and PgBouncer's words for them to the JDK's suites. Words that OpenSSL does
 * not know are passed over there as well; a list of which nothing is left is refused.
 */
public final class TlsCiphers {
    /** PgBouncer's words for what the system thinks best. */
    private static final Set<String> USUAL = Set.of("default", "secure", "fast", "normal", "all");

    private static final String SEPARATORS = "[:,; ]+";

    private TlsCiphers() {}

    /**
     * The suites to allow, those of TLS 1.3 first; empty for all that the JDK would choose itself.
     *
     * @param list for TLS 1.2
     * @param suites13 for TLS 1.3
     * @throws IllegalArgumentException when nothing is left of one of them
     */
    public static List<String> of(String list, Optional<String> suites13) {
        if (USUAL.contains(list) && suites13.isEmpty()) {
            return List.of();
        }
        List<String> usual = suites(false);
        List<String> suites = new ArrayList<>(usual);
        suites.removeIf(Predicate.not(TlsCiphers::ofTls13));
        suites13.ifPresent(said -> suites.retainAll(Arrays.asList(said.trim().split(SEPARATORS, -1))));
        if (suites.isEmpty()) {
            throw new IllegalArgumentException("no TLS 1.3 suite of \"" + suites13.orElse("") + "\" is supported");
        }
        usual.removeIf(TlsCiphers::ofTls13);
        suites.addAll(USUAL.contains(list) ? usual : listed(list, usual));
        return suites;
    }

    private static List<String> suites(boolean all) {
        try {
            SSLContext context = SSLContext.getDefault();
            var parameters = all ? context.getSupportedSSLParameters() : context.getDefaultSSLParameters();
            return new ArrayList<>(List.of(parameters.getCipherSuites()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private static boolean ofTls13(String suite) {
        return !suite.contains("_WITH_") && !suite.endsWith("_SCSV");
    }

    private static Set<String> listed(String list, List<String> usual) {
        List<String> supported = suites(true);
        Set<String> chosen = new LinkedHashSet<>();
        Set<String> banned = new LinkedHashSet<>();
        for (String word : list.trim().split(SEPARATORS, -1)) {
            boolean takesAway = word.startsWith("!") || word.startsWith("-");
            String name = takesAway || word.startsWith("+") ? word.substring(1) : word;
            Set<String> meant = meant(name, takesAway ? supported : usual, supported);
            if (takesAway) {
                chosen.removeAll(meant);
                banned.addAll(word.startsWith("!") ? meant : Set.of());
            } else if (!word.startsWith("+")) { // which only changes the order
                chosen.addAll(meant);
            }
        }
        chosen.removeAll(banned);
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("no cipher of \"" + list + "\" is supported");
        }
        return chosen;
    }

    /** The suites that a word stands for: one by its name, or several by what they have in common. */
    private static Set<String> meant(String word, List<String> usual, List<String> supported) {
        String java = javaName(word);
        if (java != null && supported.contains(java)) {
            return Set.of(java);
        }
        Set<String> meant = new LinkedHashSet<>(usual);
        for (String property : word.split("\\+", -1)) {
            meant.removeIf(Predicate.not(suite -> has(suite, property)));
        }
        return meant;
    }

    private static @Nullable String javaName(String word) {
        return word.startsWith("TLS_") ? word : CipherSuiteConverter.toJava(word, "TLS");
    }

    private static boolean has(String suite, String property) {
        return switch (property) {
            case "ALL", "DEFAULT", "COMPLEMENTOFALL", "default", "secure", "fast", "normal", "all" ->
                !suite.contains("_NULL_") && !suite.contains("_anon_");
            case "HIGH" ->
                (suite.contains("_AES_") || suite.contains("CHACHA20"))
                        && !suite.contains("_NULL_")
                        && !suite.contains("_anon_");
            case "aNULL", "ADH", "AECDH" -> suite.contains("_anon_");
            case "eNULL", "NULL" -> suite.contains("_NULL_");
            case "AES" -> suite.contains("_AES_");
            case "AES128" -> suite.contains("_AES_128_");
            case "AES256" -> suite.contains("_AES_256_");
            case "AESGCM" -> suite.contains("_GCM_");
            case "CHACHA20" -> suite.contains("CHACHA20");
            case "RC4", "MD5" -> suite.contains("_" + property);
            case "3DES" -> suite.contains("_3DES_");
            case "DES" -> suite.contains("_DES_");
            case "SHA", "SHA1" -> suite.endsWith("_SHA");
            case "SHA256", "SHA384" -> suite.endsWith("_" + property);
            case "kRSA", "RSA" -> suite.startsWith("TLS_RSA_");
            case "aRSA" -> suite.contains("_RSA_");
            case "aECDSA", "ECDSA" -> suite.contains("_ECDSA_");
            case "kECDHE", "kEECDH", "ECDHE", "EECDH" -> suite.contains("_ECDHE_");
            case "kDHE", "kEDH", "DHE", "EDH" -> suite.contains("_DHE_");
            default -> false;
        };
    }
}
