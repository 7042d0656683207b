package io.pgweir.config;

import java.util.Optional;

/** How clients log in. */
public record AuthConfig(
        @Setting(
                def = "scram-sha-256",
                pgbouncer = "auth_type",
                pgbouncerDef = "md5",
                doc =
                        "any (the name does not matter), trust, plain, md5, scram-sha-256, cert, hba (what auth.hba_file says) or ldap.")
        AuthType type,

        @Setting(
                pgbouncer = "auth_file",
                format = Setting.Format.PATH,
                example = "userlist.txt",
                doc =
                        "userlist.txt: \"user\" \"secret\" lines, the secret in clear, as md5... or as SCRAM-SHA-256$....")
        Optional<String> file,

        @Setting(
                pgbouncer = "auth_user",
                example = "pgweir_auth",
                doc = "Who asks PostgreSQL for the secrets of users that the auth file does not list.")
        Optional<String> user,

        @Setting(
                def =
                        "SELECT rolname, CASE WHEN rolvaliduntil < now() THEN NULL ELSE rolpassword END FROM pg_authid WHERE rolname=$1 AND rolcanlogin",
                pgbouncer = "auth_query",
                doc = "How they are asked for: $1 is the user's name, the answer a name and a secret.")
        String query,

        @Setting(
                pgbouncer = "auth_dbname",
                example = "postgres",
                doc = "The database entry in which they are asked for; unset is the one that the client wants.")
        Optional<String> dbname,

        @Setting(
                pgbouncer = "auth_hba_file",
                format = Setting.Format.PATH,
                example = "hba.conf",
                doc = "With type hba: who may come from where, and how they prove who they are; as pg_hba.conf.")
        Optional<String> hbaFile,

        @Setting(
                pgbouncer = "auth_ident_file",
                format = Setting.Format.PATH,
                example = "ident.conf",
                doc = "Which names of the system or of certificates may log in as whom; as pg_ident.conf.")
        Optional<String> identFile,

        @Setting(
                pgbouncer = "auth_ldap_options",
                example = "ldapserver=ldap.example.com ldapprefix=\"cn=\" ldapsuffix=\", dc=example, dc=com\"",
                doc = "With type ldap: where and how, in the words of pg_hba.conf.")
        Optional<String> ldapOptions,

        @Setting(
                def = "4096",
                min = 1,
                pgbouncer = "scram_iterations",
                doc = "Rounds of a SCRAM verifier made from a password in clear.")
        int scramIterations) {}
