package io.pgweir.proxy.auth;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.Authentication;
import io.pgweir.protocol.Message;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** Asks for the password in clear and lets an LDAP server check it, on a worker. */
final class LdapAuth implements ClientAuth {
    private final String user;
    private final Map<String, String> options;
    private final Executor worker;
    private final Executor loop;
    private String password = "";
    private Outcome result = Outcome.REJECTED;

    LdapAuth(String user, Map<String, String> options, Executor worker, Executor loop) {
        this.user = user;
        this.options = options;
        this.worker = worker;
        this.loop = loop;
    }

    @Override
    public Outcome begin(ByteBuf out) {
        Authentication.cleartextPassword(out);
        return Outcome.CONTINUE;
    }

    @Override
    public Outcome answer(ByteBuf body, ByteBuf out) {
        password = Message.cstring(body, body.readerIndex(), body.writerIndex());
        return password.isEmpty() ? Outcome.REJECTED : Outcome.WAIT; // LDAP takes a bind without one for anonymous
    }

    @Override
    public void await(Runnable known) {
        try {
            worker.execute(() -> {
                boolean right = new LdapCheck(options).isRight(user, password);
                loop.execute(() -> {
                    result = right ? Outcome.ACCEPTED : Outcome.REJECTED;
                    known.run();
                });
            });
        } catch (RejectedExecutionException e) {
            loop.execute(known);
        }
    }

    @Override
    public Outcome result() {
        return result;
    }

    @Override
    public Refusal refusal() {
        return Refusal.LDAP;
    }

    @Override
    public Optional<StoredSecret> shown() {
        return Optional.of(new StoredSecret.Plain(password));
    }
}
