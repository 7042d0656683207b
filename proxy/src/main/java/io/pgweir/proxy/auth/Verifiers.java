package io.pgweir.proxy.auth;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** SCRAM verifiers made from passwords in clear, kept so that a login costs no PBKDF2. Used by loops and workers. */
public final class Verifiers {
    private static final int MAX_KEPT = 10_000;
    private static final String HMAC = "HmacSHA256";

    private record Key(String user, String password) {}

    private final int iterations;
    private final byte[] processKey;
    private final Map<Key, ScramVerifier> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, ScramVerifier> eldest) {
            return size() > MAX_KEPT;
        }
    };

    /**
     * @param iterations rounds of PBKDF2
     * @param processKey random bytes that salts are derived from, so that a name always meets the same salt
     */
    public Verifiers(int iterations, byte[] processKey) {
        this.iterations = iterations;
        this.processKey = processKey.clone();
    }

    Optional<ScramVerifier> cached(String user, String password) {
        synchronized (kept) {
            return Optional.ofNullable(kept.get(new Key(user, password)));
        }
    }

    /** Takes a millisecond: never on a loop. */
    ScramVerifier derive(String user, String password) {
        ScramVerifier made = ScramVerifier.derive(password, salt(user), iterations);
        synchronized (kept) {
            kept.put(new Key(user, password), made);
        }
        return made;
    }

    private byte[] salt(String user) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(processKey, HMAC));
            return Arrays.copyOf(mac.doFinal(user.getBytes(StandardCharsets.UTF_8)), ScramVerifier.SALT_BYTES);
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this Java has no " + HMAC, e);
        }
    }
}
