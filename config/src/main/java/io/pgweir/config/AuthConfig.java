package io.pgweir.config;

import java.util.Optional;

/** How clients log in. */
public record AuthConfig(
        @Setting(
                def = "scram-sha-256",
                pgbouncer = "auth_type",
                pgbouncerDef = "md5",
                doc = "trust, plain, md5 or scram-sha-256.")
        AuthType type,

        @Setting(
                pgbouncer = "auth_file",
                format = Setting.Format.PATH,
                example = "userlist.txt",
                doc =
                        "userlist.txt: \"user\" \"secret\" lines, the secret in clear, as md5... or as SCRAM-SHA-256$....")
        Optional<String> file,

        @Setting(
                def = "4096",
                min = 1,
                pgbouncer = "scram_iterations",
                doc = "Rounds of a SCRAM verifier made from a password in clear.")
        int scramIterations) {}
