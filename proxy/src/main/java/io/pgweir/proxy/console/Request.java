package io.pgweir.proxy.console;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.CommandComplete;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.ReadyForQuery;
import io.pgweir.proxy.client.Client;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.Loop;
import java.util.List;
import java.util.Optional;

/**
 * One command that a console client sent, and the way to answer it. The answer may come later; the client's next
 * command waits for it.
 *
 * @param argument what stands behind the command's words, without quotes
 */
public record Request(ConsolePhase phase, Client client, String argument) {
    /** The database that the command is for; empty for all. */
    Optional<String> database() {
        return argument.isEmpty() ? Optional.empty() : Optional.of(argument);
    }

    Loop loop() {
        return client.link().loop();
    }

    <R> void answer(Table<R> table, List<R> rows) {
        ByteBuf out = buffer();
        table.encode(out, rows);
        CommandComplete.encode(out, "SHOW");
        send(out);
    }

    /** The command is carried out. */
    void done(String tag) {
        ByteBuf out = buffer();
        CommandComplete.encode(out, tag);
        send(out);
    }

    /** A notice, and then the end of the command. */
    void notice(ErrorResponse notice, String tag) {
        ByteBuf out = buffer();
        notice.encodeNotice(out);
        CommandComplete.encode(out, tag);
        send(out);
    }

    void failed(String why) {
        failed(ProxyError.CONSOLE_FAILED.error(why));
    }

    void failed(ErrorResponse error) {
        ByteBuf out = buffer();
        error.encode(out);
        send(out);
    }

    private ByteBuf buffer() {
        return client.link().loop().allocator().directBuffer();
    }

    private void send(ByteBuf out) {
        ReadyForQuery.encode(out, ReadyForQuery.IDLE);
        boolean unused = client.link().writeAndRelease(out);
        phase.answered();
    }
}
