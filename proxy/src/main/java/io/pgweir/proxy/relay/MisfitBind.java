package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.session.NamedStatement;
import java.util.Optional;

/**
 * A Bind with more or fewer values than its statement has parameters. PostgreSQL says so even in a failed transaction,
 * where a server that lacks the statement cannot parse it any more.
 */
final class MisfitBind {
    private MisfitBind() {}

    /**
     * Its error, if it is one and enough of it is there to tell.
     *
     * @param at behind the statement's name and its zero: int16 n, int16 format ..., int16 n, ...
     */
    static Optional<ErrorResponse> error(ByteBuf window, int at, int end, NamedStatement named) {
        int count = end - at < Short.BYTES ? end : at + Short.BYTES * (1 + window.getUnsignedShort(at));
        if (end - count < Short.BYTES) {
            return Optional.empty();
        }
        int values = window.getUnsignedShort(count);
        int parameters = named.statement().parameters();
        return values == parameters
                ? Optional.empty()
                : Optional.of(
                        ProxyError.PARAMETER_COUNT.error(values, named.name().text(), parameters));
    }
}
