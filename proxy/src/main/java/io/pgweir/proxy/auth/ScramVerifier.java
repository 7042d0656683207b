package io.pgweir.proxy.auth;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.ScramMechanism;
import com.ongres.scram.common.StringPreparation;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * What PostgreSQL stores of a SCRAM password: {@code SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey} (manual,
 * pg_authid). With it a proof can be checked, but none can be made.
 */
public final class ScramVerifier {
    static final ScramMechanism MECHANISM = ScramMechanism.SCRAM_SHA_256;
    static final int SALT_BYTES = 16;
    static final int KEY_BYTES = 32;

    private static final String PREFIX = "SCRAM-SHA-256$";

    private final int iterations;
    private final byte[] salt;
    private final byte[] storedKey;
    private final byte[] serverKey;

    ScramVerifier(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
        this.iterations = iterations;
        this.salt = salt;
        this.storedKey = storedKey;
        this.serverKey = serverKey;
    }

    /** Makes one from a password; takes about 0.2 us per iteration, so never on an event loop. */
    static ScramVerifier derive(String password, byte[] salt, int iterations) {
        byte[] salted = salted(password.toCharArray(), salt, iterations);
        return new ScramVerifier(
                iterations,
                salt,
                ScramFunctions.storedKey(MECHANISM, ScramFunctions.clientKey(MECHANISM, salted)),
                ScramFunctions.serverKey(MECHANISM, salted));
    }

    /** As PostgreSQL does, a password that SASLprep refuses is taken as it is (scram-common.c). */
    private static byte[] salted(char[] password, byte[] salt, int iterations) {
        try {
            return ScramFunctions.saltedPassword(
                    MECHANISM, StringPreparation.POSTGRESQL_PREPARATION, password, salt, iterations);
        } catch (IllegalArgumentException e) {
            return ScramFunctions.saltedPassword(
                    MECHANISM, StringPreparation.NO_PREPARATION, password, salt, iterations);
        }
    }

    /** Reads the stored form; empty when the text is something else. */
    static Optional<ScramVerifier> parse(String text) {
        if (!text.startsWith(PREFIX)) {
            return Optional.empty();
        }
        int colon = text.indexOf(':', PREFIX.length());
        int dollar = text.indexOf('$', colon + 1);
        int last = text.indexOf(':', dollar + 1);
        if (colon < 0 || dollar < 0 || last < 0) {
            return Optional.empty();
        }
        try {
            return checked(new ScramVerifier(
                    Integer.parseInt(text.substring(PREFIX.length(), colon)),
                    Base64.getDecoder().decode(text.substring(colon + 1, dollar)),
                    Base64.getDecoder().decode(text.substring(dollar + 1, last)),
                    Base64.getDecoder().decode(text.substring(last + 1))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<ScramVerifier> checked(ScramVerifier verifier) {
        boolean sound = verifier.iterations > 0
                && verifier.storedKey.length == KEY_BYTES
                && verifier.serverKey.length == KEY_BYTES;
        return sound ? Optional.of(verifier) : Optional.empty();
    }

    int iterations() {
        return iterations;
    }

    String saltBase64() {
        return Base64.getEncoder().encodeToString(salt);
    }

    byte[] storedKey() {
        return storedKey;
    }

    byte[] serverKey() {
        return serverKey;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScramVerifier that
                && iterations == that.iterations
                && Arrays.equals(salt, that.salt)
                && Arrays.equals(storedKey, that.storedKey)
                && Arrays.equals(serverKey, that.serverKey);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(storedKey);
    }
}
