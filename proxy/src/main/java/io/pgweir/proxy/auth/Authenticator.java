package io.pgweir.proxy.auth;

import io.pgweir.config.AuthConfig;
import io.pgweir.protocol.Authentication;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Picks the dialogue for a client.
 *
 * <p>A known and an unknown user cost the same: whoever needs a SCRAM verifier and has none gets it from the worker,
 * an unknown user from a password that is never right and with a salt that is always the same for that name.
 */
public final class Authenticator {
    private static final int NONCE_BYTES = 18;
    private static final String MOCK_PASSWORD = "never right"; // a mock dialogue fails whatever the proof

    private final AuthConfig config;
    private final AccessFiles files;
    private final SecretSource secrets;
    private final Verifiers verifiers;
    private final SecureRandom random;
    private final Executor worker;
    private final Executor ldapWorker;

    /**
     * @param worker for what takes longer than a loop may wait
     * @param ldapWorker for what waits for LDAP servers
     */
    public Authenticator(
            AuthConfig config,
            AccessFiles files,
            SecretSource secrets,
            Verifiers verifiers,
            SecureRandom random,
            Executor worker,
            Executor ldapWorker) {
        this.config = config;
        this.files = files;
        this.secrets = secrets;
        this.verifiers = verifiers;
        this.random = random;
        this.worker = worker;
        this.ldapWorker = ldapWorker;
    }

    /** What is asked of this client. */
    public Demand demand(Newcomer who) {
        return switch (config.type()) {
            case HBA -> byRule(who);
            case LDAP -> new Demand(Method.LDAP, files.ldap());
            case ANY, TRUST, PLAIN, MD5, SCRAM_SHA_256, CERT -> new Demand(Method.of(config.type()), Map.of());
        };
    }

    private Demand byRule(Newcomer who) {
        return files.hba()
                .match(who.address(), who.tls().isPresent(), who.database(), who.user(), who.replication())
                .map(rule -> new Demand(Method.of(rule.method()), rule.options()))
                .orElse(new Demand(Method.NONE, Map.of()));
    }

    /** What the auth file says of a user. */
    public Optional<StoredSecret> listed(String user) {
        return secrets.secretOf(user);
    }

    /**
     * Makes the dialogue for a user.
     *
     * @param secret what is known of the user; empty when the user is not known
     * @param strangers whether users that are not known need no secret where none is asked for
     * @param loop where the answer is wanted; it may come before this returns
     * @param ready gets the dialogue, or nothing when the worker is full
     */
    public void dialogue(
            Newcomer who,
            Demand demand,
            Optional<StoredSecret> secret,
            boolean strangers,
            Executor loop,
            Consumer<Optional<ClientAuth>> ready) {
        boolean verifier = secret.orElse(null) instanceof StoredSecret.Scram;
        switch (demand.method()) {
            case ANY -> ready.accept(decided(true, Refusal.TRUST));
            case TRUST -> ready.accept(decided(secret.isPresent() || strangers, Refusal.TRUST));
            case REJECT -> ready.accept(decided(false, Refusal.RULE));
            case NONE -> ready.accept(decided(false, Refusal.NO_RULE));
            case CERT -> ready.accept(Optional.of(certificate(who, demand, secret.isPresent())));
            case PEER -> peer(who, demand, secret.isPresent(), loop, ready);
            case LDAP -> ready.accept(Optional.of(new LdapAuth(who.user(), demand.options(), ldapWorker, loop)));
            case SCRAM_SHA_256 -> scram(who, secret, loop, ready);
            case PLAIN, MD5 -> {
                if (verifier) {
                    scram(who, secret, loop, ready); // a verifier proves nothing else
                } else {
                    ready.accept(Optional.of(
                            demand.method() == Method.MD5 ? md5(who.user(), secret) : plain(who.user(), secret)));
                }
            }
        }
    }

    private static Optional<ClientAuth> decided(boolean accepted, Refusal refusal) {
        return Optional.of(new Decided(accepted, refusal));
    }

    private ClientAuth certificate(Newcomer who, Demand demand, boolean known) {
        if (who.tls().isEmpty()) {
            return new Decided(false, Refusal.NO_TLS);
        }
        Optional<List<String>> names = CertificateNames.of(who.tls().get());
        if (names.isEmpty()) {
            return new Decided(false, Refusal.NO_CERTIFICATE);
        }
        boolean allowed = files.ident().allows(demand.map(), names.get(), who.user());
        return new Decided(known && allowed, Refusal.CERTIFICATE);
    }

    private void peer(Newcomer who, Demand demand, boolean known, Executor loop, Consumer<Optional<ClientAuth>> ready) {
        if (who.peer().isEmpty() || !known) {
            ready.accept(decided(false, Refusal.PEER));
            return;
        }
        int uid = who.peer().getAsInt();
        onWorker(
                () -> {
                    List<String> names = SystemUsers.nameOf(uid).stream().toList();
                    return new Decided(files.ident().allows(demand.map(), names, who.user()), Refusal.PEER);
                },
                loop,
                ready);
    }

    private void onWorker(Supplier<ClientAuth> task, Executor loop, Consumer<Optional<ClientAuth>> ready) {
        try {
            worker.execute(() -> {
                ClientAuth made = task.get();
                loop.execute(() -> ready.accept(Optional.of(made)));
            });
        } catch (RejectedExecutionException e) {
            ready.accept(Optional.empty());
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
            Newcomer who, Optional<StoredSecret> secret, Executor loop, Consumer<Optional<ClientAuth>> ready) {
        Optional<byte[]> endPoint = who.tls().flatMap(ServerEndPoint::of);
        if (secret.orElse(null) instanceof StoredSecret.Scram stored) {
            ready.accept(Optional.of(scram(stored.verifier(), false, endPoint)));
            return;
        }
        String known = secret.orElse(null) instanceof StoredSecret.Plain plain ? plain.password() : "";
        boolean mock = known.isEmpty(); // as in PostgreSQL, an empty password is none
        String password = mock ? MOCK_PASSWORD : known;
        Optional<ScramVerifier> cached = verifiers.cached(who.user(), password);
        if (cached.isPresent()) {
            ready.accept(cached.map(verifier -> scram(verifier, mock, endPoint)));
        } else {
            onWorker(() -> scram(verifiers.derive(who.user(), password), mock, endPoint), loop, ready);
        }
    }

    private ClientAuth scram(ScramVerifier verifier, boolean mock, Optional<byte[]> endPoint) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return new ScramAuth(verifier, mock, Base64.getEncoder().encodeToString(nonce), endPoint);
    }
}
