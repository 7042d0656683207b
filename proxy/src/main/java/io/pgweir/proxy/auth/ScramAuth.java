package io.pgweir.proxy.auth;

import com.ongres.scram.common.ScramFunctions;
import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.Authentication;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.ProtocolViolation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The server's half of SCRAM-SHA-256 (RFC 5802, RFC 7677; PostgreSQL's auth-scram.c); over TLS with channel
 * binding for clients that can.
 *
 * <p>A mock verifier stands in for an unknown user: the dialogue is the same and fails at its end.
 */
final class ScramAuth implements ClientAuth {
    private static final String NO_BINDING = "n,,";
    private static final String BINDING_NOT_OFFERED = "y,,";
    private static final String BINDING = "p=" + ServerEndPoint.TYPE + ",,";
    private static final String PLUS = "SCRAM-SHA-256-PLUS";

    private final ScramVerifier verifier;
    private final boolean mock;
    private final String serverNonce;
    private final Optional<byte[]> endPoint;
    private boolean binds;
    private byte[] clientKey = {};
    private String header = "";
    private String clientFirstBare = "";
    private String serverFirst = "";
    private String nonce = "";

    /** @param endPoint what a proof can be bound to; empty without TLS */
    ScramAuth(ScramVerifier verifier, boolean mock, String serverNonce, Optional<byte[]> endPoint) {
        this.endPoint = endPoint;
        this.verifier = verifier;
        this.mock = mock;
        this.serverNonce = serverNonce;
    }

    @Override
    public Outcome begin(ByteBuf out) {
        String plain = ScramVerifier.MECHANISM.getName();
        Authentication.sasl(out, endPoint.isPresent() ? List.of(PLUS, plain) : List.of(plain));
        return Outcome.CONTINUE;
    }

    @Override
    public Outcome answer(ByteBuf body, ByteBuf out) {
        return serverFirst.isEmpty() ? clientFirst(initialResponse(body), out) : clientFinal(text(body), out);
    }

    /** SASLInitialResponse: cstring mechanism, int32 n, n bytes. */
    private String initialResponse(ByteBuf body) {
        int nameEnd = Message.cstringEnd(body, body.readerIndex(), body.writerIndex());
        String mechanism = body.toString(body.readerIndex(), nameEnd - body.readerIndex(), StandardCharsets.US_ASCII);
        body.readerIndex(nameEnd + 1);
        binds = mechanism.equals(PLUS) && endPoint.isPresent();
        if (!binds && !mechanism.equals(ScramVerifier.MECHANISM.getName())) {
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

    // gs2-header ("n,,", "y,," or "p=tls-server-end-point,,"), then n=user,r=nonce[,extensions]
    private Outcome clientFirst(String message, ByteBuf out) {
        header = header(message);
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

    private String header(String message) {
        if (message.startsWith(BINDING) && binds) {
            return BINDING;
        }
        if (message.startsWith(NO_BINDING) && !binds) {
            return NO_BINDING;
        }
        if (message.startsWith(BINDING_NOT_OFFERED) && !binds) {
            if (endPoint.isPresent()) { // somebody between us took the offer away
                throw new ProtocolViolation("client supports SCRAM channel binding but thinks the server does not");
            }
            return BINDING_NOT_OFFERED;
        }
        throw new ProtocolViolation("malformed SCRAM message: channel binding or an authorization identity");
    }

    /** What the client's proof is bound to: its header, and our certificate. */
    private byte[] binding() {
        byte[] start = header.getBytes(StandardCharsets.US_ASCII);
        byte[] end = binds ? endPoint.orElseThrow() : new byte[0];
        byte[] all = Arrays.copyOf(start, start.length + end.length);
        System.arraycopy(end, 0, all, start.length, end.length);
        return all;
    }

    // c=base64 of the header and what it is bound to, r=both nonces[,extensions], p=proof
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
        String expected = Base64.getEncoder().encodeToString(binding());
        if (!attribute(attributes[0], "c=").equals(expected)
                || !attribute(attributes[1], "r=").equals(nonce)) {
            throw new ProtocolViolation("malformed SCRAM message: binding or nonce do not match");
        }
        return proven(withoutProof, message.substring(proofAt + ",p=".length()), out);
    }

    private Outcome proven(String withoutProof, String proof, ByteBuf out) {
        String authMessage = clientFirstBare + "," + serverFirst + "," + withoutProof;
        byte[] clientSignature =
                ScramFunctions.clientSignature(ScramVerifier.MECHANISM, verifier.storedKey(), authMessage);
        byte[] shown = xor(decoded(proof), clientSignature);
        byte[] storedKey = ScramFunctions.storedKey(ScramVerifier.MECHANISM, shown);
        if (!MessageDigest.isEqual(storedKey, verifier.storedKey()) || mock) {
            return Outcome.REJECTED;
        }
        clientKey = shown;
        byte[] signature = ScramFunctions.serverSignature(ScramVerifier.MECHANISM, verifier.serverKey(), authMessage);
        String serverFinal = "v=" + Base64.getEncoder().encodeToString(signature);
        Authentication.saslFinal(out, serverFinal.getBytes(StandardCharsets.US_ASCII));
        return Outcome.ACCEPTED;
    }

    @Override
    public Refusal refusal() {
        return Refusal.SCRAM;
    }

    @Override
    public Optional<StoredSecret> shown() {
        return Optional.of(new StoredSecret.ScramKeys(verifier, clientKey));
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
