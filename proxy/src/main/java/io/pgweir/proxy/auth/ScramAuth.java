package io.pgweir.proxy.auth;

import com.ongres.scram.common.ScramFunctions;
import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.Authentication;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.ProtocolViolation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;

/**
 * The server's half of SCRAM-SHA-256 (RFC 5802, RFC 7677; PostgreSQL's auth-scram.c), without channel binding.
 *
 * <p>A mock verifier stands in for an unknown user: the dialogue is the same and fails at its end.
 */
final class ScramAuth implements ClientAuth {
    private static final String NO_BINDING = "n,,";
    private static final String BINDING_NOT_OFFERED = "y,,";

    private final ScramVerifier verifier;
    private final boolean mock;
    private final String serverNonce;
    private String header = "";
    private String clientFirstBare = "";
    private String serverFirst = "";
    private String nonce = "";

    ScramAuth(ScramVerifier verifier, boolean mock, String serverNonce) {
        this.verifier = verifier;
        this.mock = mock;
        this.serverNonce = serverNonce;
    }

    @Override
    public Outcome begin(ByteBuf out) {
        Authentication.sasl(out, List.of(ScramVerifier.MECHANISM.getName()));
        return Outcome.CONTINUE;
    }

    @Override
    public Outcome answer(ByteBuf body, ByteBuf out) {
        return serverFirst.isEmpty() ? clientFirst(initialResponse(body), out) : clientFinal(text(body), out);
    }

    /** SASLInitialResponse: cstring mechanism, int32 n, n bytes. */
    private static String initialResponse(ByteBuf body) {
        int nameEnd = Message.cstringEnd(body, body.readerIndex(), body.writerIndex());
        String mechanism = body.toString(body.readerIndex(), nameEnd - body.readerIndex(), StandardCharsets.US_ASCII);
        body.readerIndex(nameEnd + 1);
        if (!mechanism.equals(ScramVerifier.MECHANISM.getName())) {
            throw new ProtocolViolation("client selected an invalid SASL authentication mechanism");
        }
        if (body.readableBytes() < Integer.BYTES || body.readInt() != body.readableBytes()) {
            throw new ProtocolViolation("malformed SASL response: its length does not match its message");
        }
        return text(body);
    }

    private static String text(ByteBuf body) {
        return body.toString(StandardCharsets.UTF_8);
    }

    // gs2-header ("n,," or "y,,"), then n=user,r=nonce[,extensions]
    private Outcome clientFirst(String message, ByteBuf out) {
        if (!message.startsWith(NO_BINDING) && !message.startsWith(BINDING_NOT_OFFERED)) {
            throw new ProtocolViolation("malformed SCRAM message: channel binding or an authorization identity");
        }
        header = message.substring(0, NO_BINDING.length());
        clientFirstBare = message.substring(header.length());
        String[] attributes = clientFirstBare.split(",", -1);
        if (attributes.length < 2 || !attributes[0].startsWith("n=")) {
            throw new ProtocolViolation("malformed SCRAM message: no user name");
        }
        nonce = attribute(attributes[1], "r=") + serverNonce;
        serverFirst = "r=" + nonce + ",s=" + verifier.saltBase64() + ",i=" + verifier.iterations();
        Authentication.saslContinue(out, serverFirst.getBytes(StandardCharsets.US_ASCII));
        return Outcome.CONTINUE;
    }

    // c=base64 of the header, r=both nonces[,extensions], p=proof
    private Outcome clientFinal(String message, ByteBuf out) {
        int proofAt = message.lastIndexOf(",p=");
        if (proofAt < 0) {
            throw new ProtocolViolation("malformed SCRAM message: no proof");
        }
        String withoutProof = message.substring(0, proofAt);
        String[] attributes = withoutProof.split(",", -1);
        if (attributes.length < 2) {
            throw new ProtocolViolation("malformed SCRAM message: no nonce");
        }
        String expectedHeader = Base64.getEncoder().encodeToString(header.getBytes(StandardCharsets.US_ASCII));
        if (!attribute(attributes[0], "c=").equals(expectedHeader)
                || !attribute(attributes[1], "r=").equals(nonce)) {
            throw new ProtocolViolation("malformed SCRAM message: binding or nonce do not match");
        }
        return proven(withoutProof, message.substring(proofAt + ",p=".length()), out);
    }

    private Outcome proven(String withoutProof, String proof, ByteBuf out) {
        String authMessage = clientFirstBare + "," + serverFirst + "," + withoutProof;
        byte[] clientSignature =
                ScramFunctions.clientSignature(ScramVerifier.MECHANISM, verifier.storedKey(), authMessage);
        byte[] clientKey = xor(decoded(proof), clientSignature);
        byte[] storedKey = ScramFunctions.storedKey(ScramVerifier.MECHANISM, clientKey);
        if (!MessageDigest.isEqual(storedKey, verifier.storedKey()) || mock) {
            return Outcome.REJECTED;
        }
        byte[] signature = ScramFunctions.serverSignature(ScramVerifier.MECHANISM, verifier.serverKey(), authMessage);
        String serverFinal = "v=" + Base64.getEncoder().encodeToString(signature);
        Authentication.saslFinal(out, serverFinal.getBytes(StandardCharsets.US_ASCII));
        return Outcome.ACCEPTED;
    }

    private static byte[] decoded(String proof) {
        try {
            byte[] bytes = Base64.getDecoder().decode(proof);
            if (bytes.length == ScramVerifier.KEY_BYTES) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // the same answer as for a wrong length
        }
        throw new ProtocolViolation("malformed SCRAM message: proof is not base64 of 32 bytes");
    }

    private static byte[] xor(byte[] left, byte[] right) {
        byte[] result = new byte[left.length];
        for (int i = 0; i < left.length; i++) {
            result[i] = (byte) (left[i] ^ right[i]);
        }
        return result;
    }

    private static String attribute(String text, String name) {
        if (!text.startsWith(name) || text.length() == name.length()) {
            throw new ProtocolViolation("malformed SCRAM message: attribute " + name.charAt(0) + " is missing");
        }
        return text.substring(name.length());
    }
}
