package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.sql.PlaceholderNames;
import io.pgweir.proxy.session.Session;
import java.nio.charset.StandardCharsets;

/**
 * Notes the names of custom settings in a text that comes in pieces: each piece is read together with the end of the
 * one before. A name that begins before the text became suspicious is found if it is that near.
 */
final class NamesInPieces {
    private static final int OVERLAP = 2 * PlaceholderNames.MAX_BYTES;

    private String tail = "";

    /** A new text. */
    void begin() {
        tail = "";
    }

    /** The next piece. */
    void piece(ByteBuf window, int from, int to, boolean suspicious, Session session) {
        int start = suspicious ? from : Math.max(from, to - OVERLAP);
        String text = (start == from ? tail : "") + window.toString(start, to - start, StandardCharsets.UTF_8);
        if (suspicious) {
            PlaceholderNames.in(text).forEach(session::names);
        }
        tail = text.substring(Math.max(0, text.length() - OVERLAP));
    }
}
