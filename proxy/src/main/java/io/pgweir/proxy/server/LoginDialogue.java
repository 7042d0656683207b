package io.pgweir.proxy.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.pgweir.protocol.Authentication;
import io.pgweir.protocol.Frontend;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.ProtocolViolation;
import io.pgweir.proxy.auth.ServerAuth;
import io.pgweir.proxy.net.Loop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/** Answers a server's authentication requests. What takes long (PBKDF2) runs on the worker meanwhile. */
final class LoginDialogue {
    /** Where the answers go. */
    interface Answers {
        void send(Consumer<ByteBuf> message);

        void refuse(ServerAuth.Refused why);
    }

    private static final int CODE_AT = Message.HEADER_BYTES;
    private static final int DATA_AT = CODE_AT + Integer.BYTES;

    private final ServerAuth auth;
    private final Executor worker;
    private final Loop loop;
    private boolean busy;
    private boolean accepted;

    LoginDialogue(LoginTarget target, Executor worker, Loop loop) {
        this.auth = new ServerAuth(target.user(), target.secret());
        this.worker = worker;
        this.loop = loop;
    }

    /** Whether an answer is being worked out: nothing more is read until it is sent. */
    boolean busy() {
        return busy;
    }

    /** Whether the server said that it is content. */
    boolean accepted() {
        return accepted;
    }

    /** Answers the request at the index, which is whole and of this size. */
    void request(ByteBuf in, int at, int size, boolean encrypted, Answers answers) {
        if (size < DATA_AT) {
            throw new ProtocolViolation(
                    "authentication request of " + size + " bytes (expected: at least " + DATA_AT + ")");
        }
        byte[] data = ByteBufUtil.getBytes(in, at + DATA_AT, size - DATA_AT);
        try {
            answer(in.getInt(at + CODE_AT), data, encrypted, answers);
        } catch (ServerAuth.Refused e) {
            answers.refuse(e);
        }
    }

    private void answer(int code, byte[] data, boolean encrypted, Answers answers) throws ServerAuth.Refused {
        switch (code) {
            case Authentication.OK -> {
                auth.checkProven();
                accepted = true;
            }
            case Authentication.CLEARTEXT_PASSWORD -> password(auth.clearText(encrypted), answers);
            case Authentication.MD5_PASSWORD -> password(auth.md5(salt(data)), answers);
            case Authentication.SASL -> saslBegins(auth.scramFirst(mechanisms(data)), answers);
            case Authentication.SASL_CONTINUE -> saslContinues(data, answers);
            case Authentication.SASL_FINAL -> auth.scramVerify(data);
            default -> throw new ProtocolViolation("authentication method " + code + " is not supported");
        }
    }

    private static void password(String password, Answers answers) {
        answers.send(out -> Frontend.password(out, password));
    }

    private static byte[] salt(byte[] data) {
        if (data.length != Authentication.MD5_SALT_BYTES) {
            throw new ProtocolViolation("md5 salt of " + data.length + " bytes (expected: 4)");
        }
        return data;
    }

    private static void saslBegins(byte[] first, Answers answers) {
        answers.send(out -> Frontend.saslInitialResponse(out, "SCRAM-SHA-256", first));
    }

    private void saslContinues(byte[] challenge, Answers answers) {
        busy = true;
        try {
            worker.execute(() -> {
                Runnable answered = proof(challenge, answers);
                loop.execute(() -> {
                    busy = false;
                    answered.run();
                });
            });
        } catch (RejectedExecutionException e) {
            answers.refuse(new ServerAuth.Refused("too many logins are waiting for their turn"));
        }
    }

    private Runnable proof(byte[] challenge, Answers answers) {
        try {
            byte[] proof = auth.scramFinal(challenge);
            return () -> answers.send(out -> Frontend.saslResponse(out, proof));
        } catch (ServerAuth.Refused e) {
            return () -> answers.refuse(e);
        }
    }

    /** A list of zero-terminated names, ended by an empty one. */
    private static List<String> mechanisms(byte[] data) {
        List<String> names = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < data.length; i++) {
            if (data[i] == 0 && i > from) {
                names.add(new String(data, from, i - from, StandardCharsets.US_ASCII));
                from = i + 1;
            }
        }
        return names;
    }
}
