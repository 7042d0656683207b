package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.net.Link;
import java.util.function.Supplier;

/**
 * What goes out in one write: the ranges of a window that pass, and what is put in between.
 *
 * <p>As long as one untouched range is all there is, nothing is copied. One outbox serves all leases of a loop in one
 * direction: it is empty whenever no window is being looked at.
 */
final class Outbox {
    private final Supplier<ByteBuf> scratchSource;
    private ByteBuf window = Unpooled.EMPTY_BUFFER;
    private ByteBuf scratch = Unpooled.EMPTY_BUFFER;
    private int from;
    private int to;

    Outbox(Supplier<ByteBuf> scratchSource) {
        this.scratchSource = scratchSource;
    }

    /** Begins with a window, at this index. */
    @HotPath
    void begin(ByteBuf source, int index) {
        assert scratch == Unpooled.EMPTY_BUFFER && from == to;
        window = source;
        from = index;
        to = index;
    }

    /** The window passes up to this index. */
    @HotPath
    void pass(int end) {
        to = end;
    }

    /** The window is left out up to this index. */
    @HotPath
    void skip(int end) {
        if (from != to) {
            spill();
        }
        from = end;
        to = end;
    }

    /** Where to write what comes behind all that passed so far. */
    ByteBuf insert() {
        spill();
        return scratch;
    }

    private void spill() {
        if (scratch == Unpooled.EMPTY_BUFFER) {
            scratch = scratchSource.get();
        }
        scratch.writeBytes(window, from, to - from);
        from = to;
    }

    /** Sends everything; answers how many bytes, negative when the link wants no more for now. */
    @HotPath
    int flush(Link link) {
        int bytes;
        boolean willing = true;
        if (scratch == Unpooled.EMPTY_BUFFER) {
            bytes = to - from;
            if (bytes > 0) {
                willing = link.write(window, from, bytes);
            }
        } else {
            spill();
            bytes = scratch.readableBytes();
            willing = bytes == 0 || link.write(scratch, 0, bytes);
            scratch = Unpooled.EMPTY_BUFFER;
        }
        window = Unpooled.EMPTY_BUFFER;
        from = 0;
        to = 0;
        return willing ? bytes : -bytes;
    }

    /** Forgets everything: the exchange ended in an error. */
    void drop() {
        scratch = Unpooled.EMPTY_BUFFER;
        window = Unpooled.EMPTY_BUFFER;
        from = 0;
        to = 0;
    }
}
