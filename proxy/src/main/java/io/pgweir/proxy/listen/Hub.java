package io.pgweir.proxy.listen;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.BackendType;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.Frontend;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.NotificationResponse;
import io.pgweir.protocol.ParameterStatus;
import io.pgweir.protocol.ProtocolViolation;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.CloseCause;
import io.pgweir.proxy.net.Loop;
import io.pgweir.proxy.pool.LeaseHolder;
import io.pgweir.proxy.pool.Pool;
import io.pgweir.proxy.pool.PooledServer;
import io.pgweir.proxy.server.ServerConnection;
import io.pgweir.proxy.server.ServerListener;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one server connection that listens for all sharing sessions of a database.
 *
 * <p>It is a dedicated server of the pool whose session came first, at the direct endpoint. It listens to every channel
 * that some {@link Gate} wants, and to one of its own for the marks of {@link Crossing}. What it hears goes to all gates
 * of the channel, in the order of the server. While a session does not take what is its, the hub stops reading, which
 * PostgreSQL bears with; a session that makes it wait too long is closed.
 *
 * <p>A lost connection may have cost notifications. No session goes on without being told: it is closed, or told on the
 * channel that the operator names once the next connection listens.
 */
public final class Hub implements LeaseHolder, ServerListener {
    private static final Logger LOG = LoggerFactory.getLogger(Hub.class);
    private static final int MAX_MESSAGE_BYTES = 1024 * 1024;
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long GIVE_UP_NANOS = TimeUnit.SECONDS.toNanos(60);

    /** A session of its own, in which nothing times out. */
    private static final String BEGIN = "SELECT pg_catalog.set_config(name, '0', false) FROM pg_catalog.pg_settings"
            + " WHERE name OPERATOR(pg_catalog.=) ANY (ARRAY['statement_timeout', 'lock_timeout',"
            + " 'idle_session_timeout']);SET application_name = 'pgweir listen';";

    private final String database;
    private final Hubs hubs;
    private final String marker = "pgweir_" + UUID.randomUUID();
    private final Map<String, Channel> channels = new HashMap<>();
    private final Set<Gate> gates = new LinkedHashSet<>();
    private final Map<String, Gate> marks = new HashMap<>();
    private final Map<Gate, Long> slow = new LinkedHashMap<>();
    private final Deque<HubCommand> commands = new ArrayDeque<>();
    private Optional<PooledServer> server = Optional.empty();
    private Optional<Pool> opening = Optional.empty();
    private Optional<ErrorResponse> lastWords = Optional.empty();
    private long waitingSinceNanos;
    private long usedNanos;
    private long heardNanos;
    private long lostNanos;
    private long retryNanos;
    private long notifications;

    Hub(String database, Hubs hubs) {
        this.database = database;
        this.hubs = hubs;
    }

    Loop loop() {
        return hubs.loop();
    }

    ListenLimits limits() {
        return hubs.limits();
    }

    /** The channel that marks go to; nobody else knows it. */
    String marker() {
        return marker;
    }

    public String database() {
        return database;
    }

    /** The connection; empty when nobody listens, or when it cannot be had now. */
    public Optional<PooledServer> server() {
        return server;
    }

    /** How many channels it listens to. */
    public int channels() {
        return channels.size();
    }

    /** How many sessions it listens for. */
    public int sessions() {
        return gates.size();
    }

    /** How many sessions of this pool it listens for. */
    public int sessions(Pool pool) {
        int count = 0;
        for (Gate gate : gates) {
            count += gate.pool() == pool ? 1 : 0;
        }
        return count;
    }

    /** Notifications that it heard, however many sessions each went to. */
    public long notifications() {
        return notifications;
    }

    /** Sessions that it waits for. */
    public int slowSessions() {
        return slow.size();
    }

    /** The gate wants all of its channels; ready runs when the server listens to them. */
    void subscribe(Gate gate, Runnable ready) {
        gates.add(gate);
        usedNanos = loop().nowNanos();
        boolean acknowledged = true;
        for (String name : gate.channels()) {
            Channel channel = channels.get(name);
            if (channel == null) {
                channel = new Channel();
                channels.put(name, channel);
                listen(name, channel);
            }
            channel.remove(gate);
            channel.add(gate);
            acknowledged &= channel.acknowledged();
        }
        if (server.isEmpty()) {
            open(gate.pool());
        }
        if (acknowledged) {
            ready.run();
        } else if (!commands.isEmpty()) {
            commands.getLast().then(ready);
        }
    }

    /** The gate does not want these any more. */
    void unsubscribe(Gate gate, Collection<String> names) {
        for (String name : names) {
            Channel channel = channels.get(name);
            if (channel != null) {
                channel.remove(gate);
                if (channel.empty()) {
                    channels.remove(name);
                    unlisten(name);
                }
            }
        }
        usedNanos = loop().nowNanos();
    }

    /** The gate wants nothing any more. */
    void gone(Gate gate) {
        gates.remove(gate);
        drained(gate);
    }

    /** The text of a mark that this gate waits for. */
    String mark(Gate gate) {
        String mark = UUID.randomUUID().toString();
        marks.put(mark, gate);
        return mark;
    }

    /** Nobody waits for it any more. */
    void unmark(String mark) {
        marks.remove(mark);
    }

    private void open(Pool pool) {
        if (opening.isPresent()) {
            return;
        }
        commands.add(new HubCommand()); // it stands for all that must be said first
        opening = Optional.of(pool);
        waitingSinceNanos = loop().nowNanos();
        if (!pool.dedicated().leaseAtOnce(this)) {
            loop().execute(() -> refused(ProxyError.TOO_MANY_PINNED.fatal(
                    "the shared LISTEN",
                    pool.route().key(),
                    pool.dedicatedCount(),
                    pool.route().maxPinned())));
        }
    }

    @Override
    public void leased(PooledServer leased) {
        opening = Optional.empty();
        server = Optional.of(leased);
        heardNanos = loop().nowNanos();
        leased.connection().listener(this);
        HubCommand first = commands.removeFirst();
        commands.clear();
        List<Channel> all = List.copyOf(channels.values());
        first.then(() -> listens(all));
        String names = all.isEmpty() ? "" : ';' + ChannelName.listen(channels.keySet());
        send(BEGIN + ChannelName.listen(marker) + names, first);
        LOG.atInfo()
                .addKeyValue("server", leased.connection().id())
                .addKeyValue("pool", leased.pool().route().key())
                .log("listens for the sessions of a database");
    }

    /** The server listens to these, and to the marker. */
    private void listens(Collection<Channel> some) {
        some.forEach(channel -> channel.acknowledged(true));
        List.copyOf(gates).stream().filter(Gate::missed).forEach(Gate::tellMissed);
        lostNanos = 0;
    }

    private void listen(String name, Channel channel) {
        if (server.isPresent()) {
            HubCommand command = new HubCommand();
            command.then(() -> listens(List.of(channel)));
            send(ChannelName.listen(name), command);
        }
    }

    private void unlisten(String name) {
        if (server.isPresent()) {
            send(ChannelName.unlisten(name), new HubCommand());
        }
    }

    private void send(String sql, HubCommand command) {
        ServerConnection connection = connection();
        if (commands.isEmpty()) {
            connection.deadlineNanos(System.nanoTime() + DEADLINE_NANOS);
        }
        commands.add(command);
        ByteBuf out = loop().allocator().directBuffer();
        Frontend.query(out, sql);
        boolean unused = connection.link().writeAndRelease(out);
    }

    private ServerConnection connection() {
        return server.orElseThrow().connection();
    }

    @Override
    public void onServerBytes(ByteBuf window) {
        heardNanos = loop().nowNanos();
        ServerConnection connection = connection();
        try {
            Run run = new Run(window);
            while (window.readableBytes() >= Message.HEADER_BYTES) {
                int at = window.readerIndex();
                int size = Message.size(window, at, MAX_MESSAGE_BYTES);
                if (window.readableBytes() < size) {
                    boolean unused = connection.link().expect(size);
                    break;
                }
                if (window.getByte(at) == BackendType.NOTIFICATION_RESPONSE) {
                    run.add(at, size);
                } else {
                    run.end();
                    message(window, at, size);
                }
                window.skipBytes(size);
            }
            run.end();
        } catch (ProtocolViolation e) {
            connection.fail(e.getMessage());
        }
    }

    /** Notifications of one channel that follow each other, which go out in one write. */
    private final class Run {
        private final ByteBuf window;
        private String name = "";
        private int from;
        private int to;

        Run(ByteBuf window) {
            this.window = window;
        }

        void add(int at, int size) {
            String next = NotificationResponse.channel(window, at, size);
            if (!next.equals(name)) {
                end();
                name = next;
                from = at;
            }
            to = at + size;
            if (name.equals(marker)) {
                marked(NotificationResponse.payload(window, at, size));
            } else {
                notifications++;
            }
        }

        void end() {
            Channel channel = channels.get(name);
            if (channel != null && !name.equals(marker)) {
                channel.deliver(window, from, to - from);
            }
            name = "";
        }
    }

    private void marked(String mark) {
        Gate gate = marks.remove(mark);
        if (gate != null) {
            gate.marked();
        }
    }

    private void message(ByteBuf window, int at, int size) {
        switch (window.getByte(at)) {
            case BackendType.READY_FOR_QUERY -> answered();
            case BackendType.PARAMETER_STATUS -> {
                boolean unused = connection().parameterChanged(ParameterStatus.decode(window, at, size));
            }
            case BackendType.ERROR_RESPONSE -> {
                lastWords = Optional.of(ErrorResponse.decode(window, at, size));
                throw new ProtocolViolation(lastWords.get().message());
            }
            default -> {} // rows, completions and notices mean nothing here
        }
    }

    private void answered() {
        HubCommand command = commands.pollFirst();
        if (command == null) {
            throw new ProtocolViolation("ReadyForQuery where nothing was asked");
        }
        long deadline = commands.isEmpty() ? ServerConnection.NEVER : System.nanoTime() + DEADLINE_NANOS;
        connection().deadlineNanos(deadline);
        command.succeeded();
    }

    @Override
    public void onServerClosed(CloseCause cause) {
        PooledServer was = server.orElseThrow();
        server = Optional.empty();
        was.pool().lost(was, cause.message());
        lost(cause.message());
    }

    @Override
    public void refused(ErrorResponse error) {
        server = Optional.empty();
        opening = Optional.empty();
        lost(error.message());
    }

    private void lost(String reason) {
        long now = loop().nowNanos();
        lostNanos = lostNanos == 0 ? now : lostNanos;
        retryNanos = now + RETRY_NANOS;
        commands.clear();
        marks.clear();
        slow.clear();
        channels.values().forEach(channel -> channel.acknowledged(false));
        LOG.atWarn()
                .addKeyValue("database", database)
                .addKeyValue("sessions", gates.size())
                .log("the connection that listens is lost: {}", reason);
        List.copyOf(gates).forEach(gate -> gate.lost(reason));
    }

    /** A session has more than it may untaken: everybody waits for it, but not for ever. */
    void tooSlow(Gate gate) {
        if (server.isPresent() && slow.putIfAbsent(gate, System.nanoTime()) == null) {
            connection().link().pauseReading();
        }
    }

    /** The session has taken what there was. */
    void drained(Gate gate) {
        if (!slow.isEmpty() && gate.taken() && slow.remove(gate) != null && slow.isEmpty() && server.isPresent()) {
            connection().link().resumeReading();
        }
    }

    /** Looks after everything that depends on time. */
    void tick(long now) {
        if (server.isPresent()) {
            endSlowOnes();
            keepAlive(server.get(), now);
        } else if (opening.isEmpty() && now - retryNanos >= 0) {
            reopen(now);
        }
    }

    private void endSlowOnes() {
        if (slow.isEmpty()) {
            return;
        }
        if (!commands.isEmpty()) {
            connection().deadlineNanos(System.nanoTime() + DEADLINE_NANOS); // their answers wait behind the rest
        }
        long limit = System.nanoTime() - limits().timeout().toNanos();
        Map.copyOf(slow).forEach((gate, since) -> {
            if (since - limit < 0 && !gate.taken()) {
                gate.tooSlow();
            }
            drained(gate);
        });
    }

    /** A connection that died without a word must not stay unnoticed; one that nobody needs ends. */
    private void keepAlive(PooledServer held, long now) {
        long idleLimit = held.pool().route().connections().idleTimeout().toNanos();
        long silence = held.pool().route().connections().checkDelay().toNanos();
        if (gates.isEmpty() && idleLimit > 0 && now - usedNanos > idleLimit) {
            server = Optional.empty();
            commands.clear();
            held.pool().close(held, "nobody listens any more");
        } else if (commands.isEmpty() && slow.isEmpty() && now - heardNanos > Math.max(silence, RETRY_NANOS)) {
            heardNanos = now;
            send("", new HubCommand());
        }
    }

    /** Sessions that wait to hear of a gap need the next connection; others open it when they come. */
    private void reopen(long now) {
        List<Gate> owed = gates.stream().filter(Gate::missed).toList();
        if (owed.isEmpty()) {
            return;
        }
        if (now - lostNanos > GIVE_UP_NANOS) {
            owed.forEach(gate -> gate.giveUp("no connection could be opened in its place"));
        } else if (!owed.get(0).pool().paused()) {
            open(owed.get(0).pool());
        }
    }

    @Override
    public void waitsLong(ErrorResponse notice) {
        // nobody could read it
    }

    @Override
    public long waitingSinceNanos() {
        return waitingSinceNanos;
    }

    @Override
    public void checkDeadlines(long nowNanos) {
        // its own tick looks after them
    }
}
