package io.pgweir.it.harness;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority for tests, with the files that it gave out. */
public final class Certificates {
    private final Path folder;
    private final X500Name name;
    private final KeyPair keys;

    /** Makes a new authority; its own certificate is {@link #ca}. */
    public Certificates(String name) throws IOException {
        this.folder = Unpacked.readable(Files.createTempDirectory("pgweir-certificates-"));
        this.name = new X500Name("CN=" + name);
        this.keys = newKeys();
        write(ca(), "CERTIFICATE", certificate(this.name, keys, "", true));
    }

    /** Certificate of the authority. */
    public Path ca() {
        return folder.resolve("ca.crt");
    }

    /** Certificate of somebody. */
    public Path certificate(String who) {
        return folder.resolve(who + ".crt");
    }

    /** Private key of somebody, PKCS#8. */
    public Path key(String who) {
        return folder.resolve(who + ".key");
    }

    /** Certifies somebody under a host name. */
    public Certificates certify(String who) throws IOException {
        KeyPair theirs = newKeys();
        write(certificate(who), "CERTIFICATE", certificate(new X500Name("CN=" + who), theirs, who, false));
        write(key(who), "PRIVATE KEY", theirs.getPrivate().getEncoded());
        Files.setPosixFilePermissions(key(who), PosixFilePermissions.fromString("rw-------"));
        return this;
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no elliptic curves", e);
        }
    }

    private byte[] certificate(X500Name subject, KeyPair theirs, String host, boolean authority) throws IOException {
        Instant now = Instant.now();
        X509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(64, new SecureRandom()),
                Date.from(now.minus(1, ChronoUnit.HOURS)),
                Date.from(now.plus(1, ChronoUnit.DAYS)),
                subject,
                theirs.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
        if (!host.isEmpty()) {
            builder.addExtension(
                    Extension.subjectAlternativeName,
                    false,
                    new GeneralNames(new GeneralName(GeneralName.dNSName, host)));
        }
        try {
            X509Certificate made = new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
            return made.getEncoded();
        } catch (GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("a certificate cannot be made", e);
        }
    }

    private static void write(Path file, String kind, byte[] der) throws IOException {
        String base64 = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        Files.writeString(file, "-----BEGIN " + kind + "-----\n" + base64 + "\n-----END " + kind + "-----\n");
    }
}
