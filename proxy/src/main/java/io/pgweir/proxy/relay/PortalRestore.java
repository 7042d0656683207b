package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.pgweir.protocol.Frontend;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.session.SharedStatement;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A portal whose statement resets settings: behind its Execute the client's own startup values are set again, so that
 * what follows in the batch sees them. Most leases have none.
 */
final class PortalRestore {
    private static final int MAX_TEXTS = 100;

    /** The unnamed statement is the client's. */
    private static final String NAME = SharedStatement.NAME_PREFIX + "restore";

    private static final byte[] NAME_BYTES = NAME.getBytes(StandardCharsets.US_ASCII);

    private static final Pattern DISCARD_ALL = Pattern.compile("\\bdiscard\\s+all\\b", Pattern.CASE_INSENSITIVE);

    private final Map<String, String> texts = new HashMap<>(0);
    private ByteBuf portal = Unpooled.EMPTY_BUFFER;
    private List<String> sql = List.of();
    private String discards = "";

    /** A new lease. */
    @HotPath
    void clear() {
        if (!texts.isEmpty()) {
            texts.clear();
        }
        disarm();
    }

    @HotPath
    private void disarm() {
        sql = List.of();
        discards = "";
    }

    /** A statement that nobody else remembers; the text is empty when it resets nothing. */
    void parsed(String statement, String text) {
        if (text.isEmpty()) {
            texts.remove(statement);
        } else if (texts.size() < MAX_TEXTS) {
            texts.put(statement, text);
        }
    }

    /** The text of such a statement; empty for any other. */
    @HotPath
    String textOf(ByteBuf window, int from, int to) {
        return texts.isEmpty()
                ? ""
                : texts.getOrDefault(window.toString(from, to - from, StandardCharsets.ISO_8859_1), "");
    }

    /**
     * A portal is bound to a statement.
     *
     * @param text empty when it resets nothing
     * @param restoring what is to run behind it
     */
    @HotPath
    void bound(ByteBuf window, int from, int to, String text, List<String> restoring) {
        if (isArmed() && is(window, from, to)) {
            disarm();
        }
        if (!text.isEmpty()) {
            portal = Unpooled.wrappedBuffer(ByteBufUtil.getBytes(window, from, to - from));
            sql = restoring;
            discards = DISCARD_ALL.matcher(text).find() ? text : "";
        }
    }

    /** The text, if it is a DISCARD ALL: that is a transaction of its own, also within a batch. */
    String discards() {
        return discards;
    }

    /** Whether there is such a portal. */
    @HotPath
    boolean isArmed() {
        return !sql.isEmpty() || !discards.isEmpty();
    }

    /** Whether it has this name. */
    boolean is(ByteBuf window, int from, int to) {
        return portal.readableBytes() == to - from && ByteBufUtil.equals(portal, 0, window, from, to - from);
    }

    /** It was executed: writes what is to run behind it. */
    void encode(Outbox out, Replies replies) {
        for (String statement : sql) {
            Frontend.parse(out.insert(), NAME, statement);
            Frontend.bindText(out.insert(), NAME, NAME);
            Frontend.execute(out.insert(), NAME);
            Frontend.closePortal(out.insert(), NAME_BYTES);
            Frontend.closeStatement(out.insert(), NAME_BYTES);
            replies.add(Reply.OWN_NAMED_PARSE);
            replies.add(Reply.OWN_BIND);
            replies.add(Reply.OWN_EXECUTE);
            replies.add(Reply.OWN_CLOSE);
            replies.add(Reply.OWN_CLOSE);
        }
        disarm();
    }
}
