package io.pgweir.proxy.auth;

import io.pgweir.config.AuthType;
import io.pgweir.protocol.Authentication;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Picks the dialogue for a client.
 *
 * <p>A known and an unknown user cost the same: whoever needs a SCRAM verifier and has none gets it from the worker,
 * an unknown user from a password that is never right and with a salt that is always the same for that name.
 */
public final class Authenticator {
    private static final int NONCE_BYTES = 18;
    private static final String MOCK_PASSWORD = "never right"; // a mock dialogue fails whatever the proof

    private final AuthType type;
    private final boolean listed;
    private final SecretSource secrets;
    private final Verifiers verifiers;
    private final SecureRandom random;
    private final Executor worker;

    /**
     * @param listed whether there is a list of users at all; without one trust takes everybody
     * @param worker for what takes longer than a loop may wait
     */
    public Authenticator(
            AuthType type,
            boolean listed,
            SecretSource secrets,
            Verifiers verifiers,
            SecureRandom random,
            Executor worker) {
        this.type = type;
        this.listed = listed;
        this.secrets = secrets;
        this.verifiers = verifiers;
        this.random = random;
        this.worker = worker;
    }

    /**
     * Makes the dialogue for a user.
     *
     * @param loop where the answer is wanted; it may come before this returns
     * @param ready gets the dialogue, or nothing when the worker is full
     */
    public void dialogue(String user, Executor loop, Consumer<Optional<ClientAuth>> ready) {
        Optional<StoredSecret> secret = secrets.secretOf(user);
        if (secret.orElse(null) instanceof StoredSecret.Scram && type != AuthType.TRUST) {
            scram(user, secret, loop, ready); // a verifier proves nothing else
            return;
        }
        switch (type) {
            case TRUST -> ready.accept(Optional.of(new TrustAuth(secret.isPresent() || !listed)));
            case PLAIN -> ready.accept(Optional.of(plain(user, secret)));
            case MD5 -> ready.accept(Optional.of(md5(user, secret)));
            case SCRAM_SHA_256 -> scram(user, secret, loop, ready);
        }
    }

    private static ClientAuth plain(String user, Optional<StoredSecret> secret) {
        StoredSecret known = secret.orElse(new StoredSecret.Plain(""));
        return known instanceof StoredSecret.Md5 hashed
                ? PasswordAuth.clear(user, hashed)
                : PasswordAuth.clear(((StoredSecret.Plain) known).password());
    }

    private ClientAuth md5(String user, Optional<StoredSecret> secret) {
        byte[] salt = new byte[Authentication.MD5_SALT_BYTES];
        random.nextBytes(salt);
        return PasswordAuth.md5(secret.map(known -> md5Hash(user, known)).orElse(""), salt);
    }

    private static String md5Hash(String user, StoredSecret secret) {
        return secret instanceof StoredSecret.Plain plain
                ? Md5Hash.stored(user, plain.password())
                : ((StoredSecret.Md5) secret).hash();
    }

    private void scram(
            String user, Optional<StoredSecret> secret, Executor loop, Consumer<Optional<ClientAuth>> ready) {
        if (secret.orElse(null) instanceof StoredSecret.Scram stored) {
            ready.accept(Optional.of(scram(stored.verifier(), false)));
            return;
        }
        String known = secret.orElse(null) instanceof StoredSecret.Plain plain ? plain.password() : "";
        boolean mock = known.isEmpty(); // as in PostgreSQL, an empty password is none
        String password = mock ? MOCK_PASSWORD : known;
        Optional<ScramVerifier> cached = verifiers.cached(user, password);
        if (cached.isPresent()) {
            ready.accept(cached.map(verifier -> scram(verifier, mock)));
            return;
        }
        try {
            worker.execute(() -> {
                ScramVerifier verifier = verifiers.derive(user, password);
                loop.execute(() -> ready.accept(Optional.of(scram(verifier, mock))));
            });
        } catch (RejectedExecutionException e) {
            ready.accept(Optional.empty());
        }
    }

    private ClientAuth scram(ScramVerifier verifier, boolean mock) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return new ScramAuth(verifier, mock, Base64.getEncoder().encodeToString(nonce));
    }
}
