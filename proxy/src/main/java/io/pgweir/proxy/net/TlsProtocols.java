package io.pgweir.proxy.net;

import java.util.ArrayList;
import java.util.List;

/** From PgBouncer's names of TLS versions to the JDK's. */
public final class TlsProtocols {
    private static final List<String> SECURE = List.of("TLSv1.3", "TLSv1.2");

    private TlsProtocols() {}

    /** The JDK's names; unknown words were refused with the configuration. */
    public static List<String> of(List<String> words) {
        List<String> protocols = new ArrayList<>();
        for (String word : words) {
            switch (word) {
                case "tlsv1.2" -> protocols.add("TLSv1.2");
                case "tlsv1.3" -> protocols.add("TLSv1.3");
                default -> protocols.addAll(SECURE);
            }
        }
        return protocols.stream().distinct().toList();
    }
}
