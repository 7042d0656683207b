package io.pgweir.proxy.server;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.BackendKeyData;
import io.pgweir.protocol.Frontend;
import io.pgweir.protocol.ParameterStatus;
import io.pgweir.protocol.ProtocolViolation;
import io.pgweir.protocol.ReadyForQuery;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.net.Link;
import io.pgweir.proxy.net.LinkHandler;
import io.pgweir.proxy.net.Loop;
import io.pgweir.proxy.route.Endpoint;
import java.net.SocketAddress;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One logged-in connection to PostgreSQL, and what we know that it holds: settings, prepared statements, the state of
 * its transaction. It lives on its pool's loop.
 *
 * <p>Whoever uses it at the moment listens to it; it passes bytes on and interprets none. What the listener learns from
 * them it tells back ({@link #status(byte)}, {@link #parameterChanged}), so that the next user starts from the truth.
 */
public final class ServerConnection implements LinkHandler {
    /** Stands in for the unnamed prepared statement of a connection that has none, or one that nobody wants. */
    public static final Object NO_STATEMENT = new Object();

    private static final Object NOBODY = new Object();

    /** No deadline. */
    public static final long NEVER = Long.MAX_VALUE;

    private static final int MAX_REPORTED = 1_000;

    private final long id;
    private final Link link;
    private final Endpoint endpoint;
    private final SocketAddress address;
    private final BackendKeyData key;
    private final TrackedParameters tracked;
    private final SettingsTable table;
    private final Map<String, String> reported;
    private final Map<String, String> reportedAtBirth;
    private final Settings born;
    private final ServerStatements statements = new ServerStatements();
    private final long connectedMillis = System.currentTimeMillis();
    private final long connectedNanos = System.nanoTime();

    private ServerListener listener;
    private Settings settings;
    private Object unnamed = NO_STATEMENT;
    private boolean ownNames;
    private Object sequenceOwner = NOBODY;
    private byte status = ReadyForQuery.IDLE;
    private long batch;
    private int cancels;
    private long deadlineNanos = NEVER;

    ServerConnection(ServerLogin login, Link link) {
        this.id = login.id();
        this.link = link;
        this.endpoint = login.target().endpoint();
        this.address = login.address();
        this.key = login.key();
        this.tracked = login.target().tracked();
        this.table = login.target().table();
        this.reported = new LinkedHashMap<>(login.reported());
        this.reportedAtBirth = Collections.unmodifiableMap(new LinkedHashMap<>(reported));
        this.born = table.intern(Settings.of(trackedOf(reported)));
        this.settings = born;
        this.listener = login.target().listener();
    }

    private Map<String, String> trackedOf(Map<String, String> parameters) {
        Map<String, String> some = new LinkedHashMap<>(parameters);
        some.keySet().removeIf(name -> !tracked.contains(name));
        return some;
    }

    @Override
    @HotPath
    public void onBytes(ByteBuf window) {
        ServerListener told;
        do { // what follows the answer that one listener waited for is the next one's, and nothing may come behind it
            told = listener;
            told.onServerBytes(window);
        } while (told != listener && window.isReadable() && !link.closed());
    }

    @Override
    public void onDrained() {
        listener.onServerDrained();
    }

    @Override
    public void onClosed(CloseCause cause) {
        listener.onServerClosed(cause);
    }

    /** Names who hears of it from now on. */
    public void listener(ServerListener next) {
        listener = next;
    }

    public ServerListener listener() {
        return listener;
    }

    /** One number counts clients and servers. */
    public long id() {
        return id;
    }

    public Link link() {
        return link;
    }

    public Loop loop() {
        return link.loop();
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    SocketAddress address() {
        return address;
    }

    public BackendKeyData key() {
        return key;
    }

    public long connectedMillis() {
        return connectedMillis;
    }

    public long ageSeconds() {
        return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - connectedNanos);
    }

    public long ageNanos(long nowNanos) {
        return nowNanos - connectedNanos;
    }

    /** What it reported so far, by its own names, in its own order. */
    public Map<String, String> reported() {
        return Collections.unmodifiableMap(reported);
    }

    /** What it reported when it was opened, before anybody used it. */
    public Map<String, String> reportedAtBirth() {
        return reportedAtBirth;
    }

    /** It reported a parameter; answers whether it is one that follows clients. */
    public boolean parameterChanged(ParameterStatus parameter) {
        note(reported, parameter);
        if (!tracked.contains(parameter.name())) {
            return false;
        }
        settings = table.intern(settings.with(parameter.name(), parameter.value()));
        return true;
    }

    /** Keeps what a server reports of itself, within bounds: PostgreSQL reports about fifteen parameters. */
    static void note(Map<String, String> reported, ParameterStatus parameter) {
        reported.put(parameter.name(), parameter.value());
        if (reported.size() > MAX_REPORTED) {
            throw new ProtocolViolation("the server reports more than " + MAX_REPORTED + " parameters");
        }
    }

    /** Whether it reports a parameter of this name, in any case. */
    public boolean reports(String name) {
        return !reportedName(name).isEmpty();
    }

    /** Its own spelling of a reported parameter's name; empty when it does not report it. */
    public String reportedName(String name) {
        for (String own : reported.keySet()) {
            if (own.equalsIgnoreCase(name)) {
                return own;
            }
        }
        return "";
    }

    /** What it is set to now. */
    public Settings settings() {
        return settings;
    }

    /** It was brought to these. */
    public void settings(Settings now) {
        settings = table.intern(now);
    }

    /** What it was set to when it was opened: where RESET leads back to. */
    public Settings born() {
        return born;
    }

    public ServerStatements statements() {
        return statements;
    }

    /**
     * Whether its prepared statements have its client's own names, as SQL that names them needs it; otherwise they have
     * the shared ones.
     */
    public boolean ownNames() {
        return ownNames;
    }

    public void ownNames(boolean now) {
        ownNames = now;
    }

    /** The session that last moved a sequence here, as far as anybody saw: currval and lastval are its own. */
    public Object sequenceOwner() {
        return sequenceOwner;
    }

    /** Whether anybody moved a sequence here since it was opened. */
    public boolean hasSequences() {
        return sequenceOwner != NOBODY;
    }

    public void sequenceOwner(Object session) {
        sequenceOwner = session;
    }

    /** Whose unnamed prepared statement it holds: compared by identity. */
    public Object unnamed() {
        return unnamed;
    }

    public void unnamed(Object statement) {
        unnamed = statement;
    }

    /** Number of the batch (what lies between two Syncs) that is being sent. */
    public long batch() {
        return batch;
    }

    /** A Sync went out. */
    public void batchEnded() {
        batch++;
    }

    /** The transaction status of its last ReadyForQuery. */
    public byte status() {
        return status;
    }

    public void status(byte now) {
        status = now;
    }

    public boolean inTransaction() {
        return status != ReadyForQuery.IDLE;
    }

    /** When what it is doing must be over, on the nano clock; {@link #NEVER} for no limit. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    public void deadlineNanos(long deadline) {
        deadlineNanos = deadline;
    }

    /** Cancel requests that are on their way to it. */
    public int cancels() {
        return cancels;
    }

    void cancelStarted() {
        cancels++;
    }

    void cancelEnded() {
        cancels--;
    }

    /** Says good-bye and closes; the listener hears nothing more. */
    public void close() {
        if (link.closed()) {
            return;
        }
        ByteBuf out = link.loop().allocator().directBuffer(Frontend.TERMINATE_BYTES);
        Frontend.terminate(out);
        boolean unused = link.writeAndRelease(out);
        link.closeAfterFlush();
    }

    /** Ends it as if it had been lost: the listener is told. */
    public void fail(String reason) {
        if (link.closed()) {
            return;
        }
        link.close();
        listener.onServerClosed(new CloseCause(false, reason));
    }
}
