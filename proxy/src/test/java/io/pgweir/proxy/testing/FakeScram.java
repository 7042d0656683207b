package io.pgweir.proxy.testing;

import static com.ongres.scram.common.ScramMechanism.SCRAM_SHA_256;
import static io.pgweir.proxy.testing.ServerFrames.authentication;
import static org.assertj.core.api.Assertions.assertThat;

import com.ongres.scram.common.ScramFunctions;
import com.ongres.scram.common.StringPreparation;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** A server's half of SCRAM-SHA-256 (RFC 7677). */
final class FakeScram {
    private static final byte[] SALT = "sixteen bytes of".getBytes(StandardCharsets.US_ASCII);

    private final byte[] saltedPassword;
    private final int iterations;
    private final boolean forged;

    /** @param forged whether its own proof is wrong */
    FakeScram(String password, int iterations, boolean forged) {
        this.forged = forged;
        this.iterations = iterations;
        this.saltedPassword = ScramFunctions.saltedPassword(
                SCRAM_SHA_256, StringPreparation.POSTGRESQL_PREPARATION, password.toCharArray(), SALT, iterations);
    }

    /** Up to the server's own proof. */
    void run(FakeConnection connection) {
        connection.send(authentication(10, "SCRAM-SHA-256\0\0"));
        Frame initial = connection.next();
        String mechanism = initial.textAt(0);
        assertThat(mechanism).isEqualTo("SCRAM-SHA-256");
        String clientFirst = initial.body().substring(mechanism.length() + 1 + Integer.BYTES);
        String bare = clientFirst.substring("n,,".length());
        String nonce = bare.substring(bare.indexOf(",r=") + 3) + "server";
        String serverFirst = "r=" + nonce + ",s=" + Base64.getEncoder().encodeToString(SALT) + ",i=" + iterations;
        connection.send(authentication(11, serverFirst));
        String clientFinal = connection.next().body();
        int proofAt = clientFinal.lastIndexOf(",p=");
        String authMessage = bare + "," + serverFirst + "," + clientFinal.substring(0, proofAt);
        assertThat(provesPassword(clientFinal.substring(proofAt + 3), authMessage))
                .isTrue();
        connection.send(authentication(12, "v=" + signature(forged ? "forged" : authMessage)));
    }

    private boolean provesPassword(String proof, String authMessage) {
        byte[] clientKey = ScramFunctions.clientKey(SCRAM_SHA_256, saltedPassword);
        byte[] storedKey = ScramFunctions.storedKey(SCRAM_SHA_256, clientKey);
        byte[] signature = ScramFunctions.clientSignature(SCRAM_SHA_256, storedKey, authMessage);
        byte[] expected = ScramFunctions.clientProof(clientKey, signature);
        return Base64.getEncoder().encodeToString(expected).equals(proof);
    }

    private String signature(String authMessage) {
        byte[] serverKey = ScramFunctions.serverKey(SCRAM_SHA_256, saltedPassword);
        byte[] signature = ScramFunctions.serverSignature(SCRAM_SHA_256, serverKey, authMessage);
        return Base64.getEncoder().encodeToString(signature);
    }
}
