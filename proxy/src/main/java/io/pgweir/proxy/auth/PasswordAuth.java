package io.pgweir.proxy.auth;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.Authentication;
import io.pgweir.protocol.Message;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** Asks for the password, in clear or as a salted md5, and compares what comes with what should come. */
final class PasswordAuth implements ClientAuth {
    private final Consumer<ByteBuf> question;
    private final UnaryOperator<String> comparable;
    private final String expected;
    private Refusal refusal = Refusal.PASSWORD;

    /** @param expected empty when nothing is right */
    private PasswordAuth(Consumer<ByteBuf> question, UnaryOperator<String> comparable, String expected) {
        this.question = question;
        this.comparable = comparable;
        this.expected = expected;
    }

    /** Asks in clear for a password that is known in clear, or for nothing that could be right when it is empty. */
    static PasswordAuth clear(String password) {
        return new PasswordAuth(Authentication::cleartextPassword, UnaryOperator.identity(), password);
    }

    /** Asks in clear for a password of which the md5 is known. */
    static PasswordAuth clear(String user, StoredSecret.Md5 known) {
        return new PasswordAuth(Authentication::cleartextPassword, sent -> Md5Hash.stored(user, sent), known.hash());
    }

    /** Asks for the salted md5; an empty hash is matched by nothing. */
    static PasswordAuth md5(String storedHash, byte[] salt) {
        String expected = storedHash.isEmpty() ? "" : Md5Hash.sent(storedHash, salt);
        return new PasswordAuth(out -> Authentication.md5Password(out, salt), UnaryOperator.identity(), expected);
    }

    @Override
    public Outcome begin(ByteBuf out) {
        question.accept(out);
        return Outcome.CONTINUE;
    }

    @Override
    public Outcome answer(ByteBuf body, ByteBuf out) {
        String sent = Message.cstring(body, body.readerIndex(), body.writerIndex());
        refusal = sent.isEmpty() ? Refusal.EMPTY_PASSWORD : Refusal.PASSWORD;
        boolean equal = MessageDigest.isEqual(bytes(comparable.apply(sent)), bytes(expected));
        return equal && !sent.isEmpty() && !expected.isEmpty() ? Outcome.ACCEPTED : Outcome.REJECTED;
    }

    @Override
    public Refusal refusal() {
        return refusal;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
