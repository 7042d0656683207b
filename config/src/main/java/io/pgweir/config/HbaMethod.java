package io.pgweir.config;

import java.util.Optional;

/** How a line of an HBA file lets a client prove who it is. */
public enum HbaMethod {
    TRUST("trust"),
    REJECT("reject"),
    MD5("md5"),
    PASSWORD("password"),
    PEER("peer"),
    CERT("cert"),
    SCRAM_SHA_256("scram-sha-256"),
    LDAP("ldap");

    private final String word;

    HbaMethod(String word) {
        this.word = word;
    }

    static Optional<HbaMethod> of(String word) {
        for (HbaMethod method : values()) {
            if (method.word.equals(word)) {
                return Optional.of(method);
            }
        }
        return Optional.empty();
    }
}
