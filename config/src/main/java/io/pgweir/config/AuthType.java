package io.pgweir.config;

/** How clients prove who they are. */
public enum AuthType {
    /** No proof asked and no name needed: the database entry names the user. */
    ANY,
    /** No proof asked; the user must be listed when there is an auth file. */
    TRUST,
    /** The password in clear. */
    PLAIN,
    /** The md5 exchange; SCRAM where the stored secret is a SCRAM verifier. */
    MD5,
    /** SCRAM-SHA-256. */
    SCRAM_SHA_256,
    /** A certificate that bears the user's name. */
    CERT,
    /** The HBA file says for each client. */
    HBA,
    /** An LDAP server checks the password. */
    LDAP
}
