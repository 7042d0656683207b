package io.pgweir.proxy.net;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/**
 * Reads PEM files: certificates, and private keys as PKCS#8, PKCS#1 (RSA) or SEC1 (EC). The JDK reads only PKCS#8, so
 * the other two are wrapped into it (RFC 5208: SEQUENCE of version 0, algorithm, OCTET STRING with the key).
 */
public final class PemKey {
    private static final byte SEQUENCE = 0x30;
    private static final byte OCTET_STRING = 0x04;
    private static final byte CONTEXT_0 = (byte) 0xa0;
    private static final byte[] VERSION_0 = HexFormat.of().parseHex("020100");
    private static final byte[] RSA = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final byte[] EC_PUBLIC_KEY = HexFormat.of().parseHex("06072a8648ce3d0201");

    private PemKey() {}

    /** All certificates of the file, in its order. */
    public static X509Certificate[] certificates(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509")
                    .generateCertificates(in)
                    .toArray(X509Certificate[]::new);
        }
    }

    /** The private key of the file; it must not be encrypted. */
    public static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
        String pem = Files.readString(file, StandardCharsets.US_ASCII);
        if (pem.contains("BEGIN RSA PRIVATE KEY")) {
            return key(sequence(VERSION_0, RSA, element(OCTET_STRING, body(pem, "RSA PRIVATE KEY"))), "RSA");
        }
        if (pem.contains("BEGIN EC PRIVATE KEY")) {
            byte[] sec1 = body(pem, "EC PRIVATE KEY");
            byte[] algorithm = sequence(EC_PUBLIC_KEY, curve(sec1));
            return key(sequence(VERSION_0, algorithm, element(OCTET_STRING, sec1)), "EC");
        }
        if (pem.contains("BEGIN PRIVATE KEY")) {
            return anyKey(body(pem, "PRIVATE KEY"));
        }
        throw new InvalidKeyException("no unencrypted private key in " + file);
    }

    private static PrivateKey anyKey(byte[] pkcs8) throws GeneralSecurityException {
        for (String algorithm : new String[] {"RSA", "EC", "EdDSA"}) {
            try {
                return key(pkcs8, algorithm);
            } catch (InvalidKeySpecException e) {
                // the next algorithm may read it
            }
        }
        throw new InvalidKeyException("not an RSA, EC or EdDSA key");
    }

    private static PrivateKey key(byte[] pkcs8, String algorithm) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    private static byte[] body(String pem, String label) throws InvalidKeyException {
        String begin = "-----BEGIN " + label + "-----";
        int from = pem.indexOf(begin) + begin.length();
        int to = pem.indexOf("-----END " + label + "-----", from);
        if (to < 0) {
            throw new InvalidKeyException("PEM block " + label + " does not end");
        }
        return Base64.getMimeDecoder().decode(pem.substring(from, to));
    }

    /** SEC1: SEQUENCE of version, OCTET STRING key, [0] curve, [1] public key; answers the curve's identifier. */
    private static byte[] curve(byte[] sec1) throws InvalidKeyException {
        int at = contentAt(sec1, 0);
        while (at < sec1.length) {
            int content = contentAt(sec1, at);
            int end = content + length(sec1, at);
            if (sec1[at] == CONTEXT_0) {
                return Arrays.copyOfRange(sec1, content, end);
            }
            at = end;
        }
        throw new InvalidKeyException("EC key does not name its curve");
    }

    private static int contentAt(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
    }

    private static int length(byte[] der, int at) {
        int first = der[at + 1] & 0xff;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7f); i++) {
            length = (length << Byte.SIZE) | (der[at + 2 + i] & 0xff);
        }
        return length;
    }

    private static byte[] sequence(byte[]... elements) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] element : elements) {
            content.writeBytes(element);
        }
        return element(SEQUENCE, content.toByteArray());
    }

    private static byte[] element(byte tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >>> Byte.SIZE);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }
}
