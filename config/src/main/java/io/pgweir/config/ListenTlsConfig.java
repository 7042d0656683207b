package io.pgweir.config;

import java.util.List;
import java.util.Optional;

/** TLS towards clients. */
public record ListenTlsConfig(
        @Setting(
                def = "disable",
                pgbouncer = "client_tls_sslmode",
                doc =
                        "disable, allow and prefer (offered), require, verify-ca and verify-full (client certificate required).")
        TlsMode mode,

        @Setting(
                pgbouncer = "client_tls_cert_file",
                format = Setting.Format.PATH,
                example = "server.crt",
                doc = "Certificate chain, PEM.")
        Optional<String> cert,

        @Setting(
                pgbouncer = "client_tls_key_file",
                format = Setting.Format.PATH,
                example = "server.key",
                doc = "Private key, PEM (PKCS#8, PKCS#1 or SEC1).")
        Optional<String> key,

        @Setting(
                pgbouncer = "client_tls_ca_file",
                format = Setting.Format.PATH,
                example = "root.crt",
                doc = "Certificates that client certificates are checked against, PEM.")
        Optional<String> ca,

        @Setting(
                def = "secure",
                pgbouncer = "client_tls_protocols",
                oneOf = {"secure", "tlsv1.2", "tlsv1.3"},
                doc = "tlsv1.2, tlsv1.3, or secure for both.")
        List<String> protocols,

        @Setting(
                def = "default",
                pgbouncer = "client_tls_ciphers",
                doc = "Ciphers of TLS 1.2 in OpenSSL's words; default, secure, fast, normal and all are Java's choice.")
        String ciphers,

        @Setting(
                pgbouncer = "client_tls13_ciphers",
                example = "TLS_AES_256_GCM_SHA384",
                doc = "Ciphers of TLS 1.3; unset is Java's choice.")
        Optional<String> tls13Ciphers,

        @Setting(
                def = "auto",
                pgbouncer = "client_tls_ecdhcurve",
                oneOf = {
                    "auto",
                    "none",
                    "prime256v1",
                    "secp256r1",
                    "secp384r1",
                    "secp521r1",
                    "x25519",
                    "x448",
                    "p-256",
                    "p-384",
                    "p-521"
                },
                doc = "Accepted, and without effect: Java agrees with the client on a curve.")
        List<String> ecdhcurve,

        @Setting(
                def = "auto",
                pgbouncer = "client_tls_dheparams",
                oneOf = {"auto", "legacy", "none"},
                doc = "none takes the DHE ciphers away; with auto and legacy Java chooses.")
        List<String> dheparams) {}
