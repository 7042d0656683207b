package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.session.TextSource;
import java.nio.charset.StandardCharsets;

/** The text in a range of a window, for as long as the window is being looked at. */
final class TextInWindow implements TextSource {
    private ByteBuf window = Unpooled.EMPTY_BUFFER;
    private int from;
    private int to;

    @HotPath
    TextInWindow at(ByteBuf source, int start, int end) {
        window = source;
        from = start;
        to = end;
        return this;
    }

    @Override
    public String sql() {
        return window.toString(from, to - from, StandardCharsets.UTF_8);
    }
}
