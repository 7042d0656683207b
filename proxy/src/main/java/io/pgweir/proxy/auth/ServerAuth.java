package io.pgweir.proxy.auth;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.StringPreparation;
import com.ongres.scram.common.exception.ScramException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Our own proof towards a server, with what we know of the password.
 *
 * <p>The server is not trusted either: lengths and the iteration count of its SCRAM messages are bounded before any
 * work is done.
 */
public final class ServerAuth {
    /** PBKDF2 rounds that a server may ask for: about 200 ms of one core. */
    static final int MAX_ITERATIONS = 1_000_000;

    static final int MAX_MESSAGE_BYTES = 2_000;

    private final String user;
    private final Optional<StoredSecret> secret;
    private Optional<ScramClient> scram = Optional.empty();
    private boolean proven;

    public ServerAuth(String user, Optional<StoredSecret> secret) {
        this.user = user;
        this.secret = secret;
    }

    /** Thrown when the server cannot be satisfied, or should not be. */
    public static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final String message;
        private final boolean wrongType;

        public Refused(String message) {
            this(message, false);
        }

        private Refused(String message, boolean wrongType) {
            super(message, null, false, false);
            this.message = message;
            this.wrongType = wrongType;
        }

        /** Whether the secret that is known is of a kind that cannot answer this server. */
        public boolean wrongPasswordType() {
            return wrongType;
        }

        @Override
        public String getMessage() {
            return message;
        }
    }

    /**
     * The password in clear.
     *
     * @param encrypted whether nobody can read along
     */
    public String clearText(boolean encrypted) throws Refused {
        if (!encrypted) {
            throw new Refused("server asks for the password in clear without TLS; use scram-sha-256 or TLS there");
        }
        return plain();
    }

    /** The answer to an md5 request. */
    public String md5(byte[] salt) throws Refused {
        if (secret.orElse(null) instanceof StoredSecret.Md5 known) {
            return Md5Hash.sent(known.hash(), salt);
        }
        return Md5Hash.sent(Md5Hash.stored(user, plain()), salt);
    }

    /** The first SCRAM message, for one of the mechanisms that the server offers. */
    public byte[] scramFirst(List<String> mechanisms) throws Refused {
        if (!mechanisms.contains(ScramVerifier.MECHANISM.getName())) {
            throw new Refused("server offers no SASL mechanism that is supported: " + mechanisms);
        }
        var named = ScramClient.builder()
                .advertisedMechanisms(List.of(ScramVerifier.MECHANISM.getName()))
                .username("*"); // PostgreSQL takes the user from the startup packet
        ScramClient client = (secret.orElse(null) instanceof StoredSecret.ScramKeys keys
                        ? named.clientAndServerKey(
                                keys.clientKey(), keys.verifier().serverKey())
                        : named.password(plain().toCharArray()))
                .stringPreparation(StringPreparation.POSTGRESQL_PREPARATION)
                .build();
        scram = Optional.of(client);
        return bytes(client.clientFirstMessage().toString());
    }

    /** Answers the server's challenge; up to 200 ms of work, so never on an event loop. */
    public byte[] scramFinal(byte[] challenge) throws Refused {
        String text = bounded(challenge);
        checkIterations(text);
        try {
            ScramClient client = started();
            client.serverFirstMessage(text);
            return bytes(client.clientFinalMessage().toString());
        } catch (ScramException | RuntimeException e) { // whatever the library throws must not leave the login hanging
            throw new Refused("server's SCRAM challenge is malformed: " + e.getMessage());
        }
    }

    /** Checks that the server knows the password, too. */
    public void scramVerify(byte[] message) throws Refused {
        try {
            started().serverFinalMessage(bounded(message));
            proven = true;
        } catch (ScramException | IllegalArgumentException | IllegalStateException e) {
            throw new Refused("server's SCRAM proof is wrong: " + e.getMessage());
        }
    }

    /** A server that was asked for its proof must have given it before it may be content with ours. */
    public void checkProven() throws Refused {
        if (scram.isPresent() && !proven) {
            throw new Refused("server did not prove that it knows the password");
        }
    }

    private ScramClient started() throws Refused {
        return scram.orElseThrow(() -> new Refused("server continues a SASL exchange that did not begin"));
    }

    private static String bounded(byte[] message) throws Refused {
        if (message.length > MAX_MESSAGE_BYTES) {
            throw new Refused("server's SCRAM message of " + message.length + " bytes (expected: at most "
                    + MAX_MESSAGE_BYTES + ")");
        }
        return new String(message, StandardCharsets.UTF_8);
    }

    // r=nonce,s=salt,i=iterations
    private static void checkIterations(String challenge) throws Refused {
        int at = challenge.lastIndexOf(",i=");
        String count = at < 0 ? "" : challenge.substring(at + ",i=".length());
        int comma = count.indexOf(',');
        try {
            int iterations = Integer.parseInt(comma < 0 ? count : count.substring(0, comma));
            if (iterations >= 1 && iterations <= MAX_ITERATIONS) {
                return;
            }
        } catch (NumberFormatException e) {
            // the same answer
        }
        throw new Refused("server asks for \"" + count + "\" SCRAM iterations (expected: 1.." + MAX_ITERATIONS + ")");
    }

    private String plain() throws Refused {
        String password = secret.orElse(null) instanceof StoredSecret.Plain known ? known.password() : "";
        if (!password.isEmpty()) {
            return password;
        }
        boolean none = secret.map(StoredSecret.Plain.class::isInstance).orElse(true);
        throw none
                ? new Refused("server asks for a password and none is known for user \"" + user + "\"")
                : new Refused("the stored secret of user \"" + user + "\" cannot answer it", true);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
