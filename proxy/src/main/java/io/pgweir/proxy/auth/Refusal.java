package io.pgweir.proxy.auth;

/** Why a client was not let in. */
public enum Refusal {
    /** The user is not known, and nothing else was asked. */
    TRUST,
    PASSWORD,
    SCRAM,
    /** The certificate bears another name, or the user is not known. */
    CERTIFICATE,
    NO_TLS,
    NO_CERTIFICATE,
    PEER,
    LDAP,
    /** A rule says so. */
    RULE,
    NO_RULE,
    EMPTY_PASSWORD
}
