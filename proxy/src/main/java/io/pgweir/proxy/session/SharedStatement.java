package io.pgweir.proxy.session;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.FrontendType;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.sql.ParameterCount;
import io.pgweir.protocol.sql.SoleCommand;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * One prepared statement of the extended protocol as all clients of a pool share it: whatever each calls it, servers
 * know it by one name.
 */
public final class SharedStatement implements TextSource {
    /** Every shared name begins so; clients' own names never reach a server under it. */
    public static final String NAME_PREFIX = "pgweir_";

    private static final Pattern QUERY =
            Pattern.compile("[\\s(]*(?:select|insert|update|delete|with|values|merge)\\b", Pattern.CASE_INSENSITIVE);

    private final long id;
    private final byte[] name;
    private final SharedKey key;
    private final Scanned scanned;
    private final long epoch;
    private final boolean takesSnapshot;
    private int clients;
    private boolean proven;

    /** @param epoch of the schema, as far as we saw it change */
    SharedStatement(long id, SharedKey key, Scanned scanned, long epoch) {
        this.id = id;
        this.epoch = epoch;
        this.name = nameOf(id);
        this.key = key;
        this.scanned = scanned;
        this.takesSnapshot = QUERY.matcher(sql()).lookingAt();
    }

    /** What servers call the statement with this id. */
    public static byte[] nameOf(long id) {
        return (NAME_PREFIX + id).getBytes(StandardCharsets.US_ASCII);
    }

    public long id() {
        return id;
    }

    /** What servers call it. */
    public byte[] name() {
        return name;
    }

    @Override
    public String sql() {
        return ParseTail.sql(key.text());
    }

    /** How many parameters it has; off the hot path. */
    public int parameters() {
        return Math.max(ParameterCount.of(sql()), ParseTail.types(key.text()));
    }

    /** Whether PostgreSQL takes a snapshot to parse it: then a transaction cannot choose its isolation any more. */
    public boolean takesSnapshot() {
        return takesSnapshot;
    }

    int textBytes() {
        return key.tail().bytes().length;
    }

    SharedKey key() {
        return key;
    }

    /** What was found in its text. */
    public Scanned scanned() {
        return scanned;
    }

    /** {@link io.pgweir.protocol.sql.Suspicion} bits of its text. */
    public int suspicions() {
        return scanned.suspicions();
    }

    /** Its shape, where that matters. */
    public long shape() {
        return scanned.shape();
    }

    /** What its text is if it is one statement of the simplest kinds. */
    public SoleCommand sole() {
        return scanned.sole();
    }

    /** Whether some server accepted its Parse: then a Parse of it can be answered without a server. */
    public boolean proven() {
        return proven;
    }

    /** A server accepted its Parse. */
    public void prove() {
        proven = true;
    }

    long epoch() {
        return epoch;
    }

    int clients() {
        return clients;
    }

    void clientJoined() {
        clients++;
    }

    void clientLeft() {
        clients--;
    }

    /** Writes its Parse. Layout: 'P' int32 len, cstring name, cstring sql, int16 n, int32 type ... */
    public void encodeParse(ByteBuf out) {
        int length = Message.begin(out, FrontendType.PARSE);
        out.writeBytes(name);
        out.writeByte(0);
        out.writeBytes(key.text());
        Message.end(out, length);
    }

    /** Writes its Parse without a name. */
    public void encodeParseUnnamed(ByteBuf out) {
        int length = Message.begin(out, FrontendType.PARSE);
        out.writeByte(0);
        out.writeBytes(key.text());
        Message.end(out, length);
    }

    /** Writes its Parse under a client's name. */
    public void encodeParseAs(ByteKey clientsName, ByteBuf out) {
        int length = Message.begin(out, FrontendType.PARSE);
        clientsName.encode(out);
        out.writeBytes(key.text());
        Message.end(out, length);
    }
}
