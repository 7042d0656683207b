package io.pgweir.proxy.auth;

import io.pgweir.config.AuthType;
import io.pgweir.config.HbaMethod;

/** How one client proves who it is. */
public enum Method {
    /** Nobody asks for a name. */
    ANY,
    TRUST,
    REJECT,
    /** No rule of the HBA file is about this client. */
    NONE,
    PLAIN,
    MD5,
    SCRAM_SHA_256,
    CERT,
    PEER,
    LDAP;

    static Method of(HbaMethod method) {
        return switch (method) {
            case TRUST -> TRUST;
            case REJECT -> REJECT;
            case MD5 -> MD5;
            case PASSWORD -> PLAIN;
            case PEER -> PEER;
            case CERT -> CERT;
            case SCRAM_SHA_256 -> SCRAM_SHA_256;
            case LDAP -> LDAP;
        };
    }

    static Method of(AuthType type) {
        return switch (type) {
            case ANY -> ANY;
            case TRUST -> TRUST;
            case PLAIN -> PLAIN;
            case MD5 -> MD5;
            case SCRAM_SHA_256 -> SCRAM_SHA_256;
            case CERT -> CERT;
            case HBA -> NONE;
            case LDAP -> LDAP;
        };
    }

    /** Whether it must be known that the user exists, or what the secret is. */
    public boolean needsSecret() {
        return switch (this) {
            case ANY, REJECT, NONE, LDAP -> false;
            case TRUST, PLAIN, MD5, SCRAM_SHA_256, CERT, PEER -> true;
        };
    }
}
