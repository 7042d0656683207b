package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.sql.Suspicion;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.HotPath;
import io.pgweir.proxy.pool.PooledServer;
import io.pgweir.proxy.server.Settings;
import io.pgweir.proxy.session.Census;
import io.pgweir.proxy.session.CensusForm;
import io.pgweir.proxy.session.Findings;
import io.pgweir.proxy.session.PinReason;
import io.pgweir.proxy.session.Placeholders;
import io.pgweir.proxy.session.Session;
import io.pgweir.proxy.session.Shapes;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Whether a session may give its server back: suspects by the scanner's word, decides by the census'.
 *
 * <p>When a transaction with suspicious texts is over, the server is asked what it holds. Settings follow the session;
 * anything else makes the server the session's own, until a later census finds nothing. LISTEN, and whatever needs its
 * own names of prepared statements, has such a server before the text is sent; behind a pooler everything has.
 */
final class Pinning {
    /** Texts that need a server of their own before they run: afterwards would be too late. */
    private static final int BEFOREHAND = Suspicion.LISTEN | Suspicion.PREPARE;

    /** Texts that get a newly opened server if their session has none: what others left in it might show. */
    private static final int FRESH = Suspicion.LISTEN | Suspicion.STICKY | Suspicion.BACKEND | Suspicion.TEMP_SCHEMA;

    private static final int SETTINGS = Suspicion.SET | Suspicion.CODE | Shapes.AUDIT;

    /** What no question answers, and nothing is done about. */
    private static final int UNHEEDED = Suspicion.USER_CODE
            | Suspicion.NEXT_VALUE
            | Suspicion.NEXT_VALUE_CALL
            | Suspicion.RESET
            | Suspicion.TEMP_SCHEMA
            | Suspicion.BLOCK
            | Shapes.RUNS_CODE;

    /** Texts that may leave something; others only end it. */
    private static final int LEAVING = (PinReason.allBeginners() & ~Suspicion.LAST_VALUE) | SETTINGS;

    /** What a session is pinned for that ends with a statement of its own only. */
    private static final Set<PinReason> LISTENS =
            Set.of(PinReason.LISTEN, PinReason.BACKEND, PinReason.HIDDEN, PinReason.SETTING);

    private static final Set<PinReason> SEQUENCES = Set.of(PinReason.SEQUENCE);

    private static final long[] LOOK_AGAIN_NANOS = {
        TimeUnit.SECONDS.toNanos(1), TimeUnit.SECONDS.toNanos(10), TimeUnit.SECONDS.toNanos(60)
    };

    private static final PinReason[] ALL = PinReason.values();

    private final Exchange exchange;
    private final PooledServer server;
    private final Set<PinReason> reasons = EnumSet.noneOf(PinReason.class);
    private int suspicions;
    private int prepared;
    private int looks;
    private long lookedNanos;
    private boolean discarded;
    private boolean soiled;
    private final PooledTransaction transaction = new PooledTransaction();

    Pinning(Exchange exchange, PooledServer server) {
        this.exchange = exchange;
        this.server = server;
    }

    @HotPath
    void reset() {
        suspicions = 0;
        prepared = 0;
        discarded = false;
        soiled = false;
        transaction.reset();
        if (!reasons.isEmpty()) {
            reasons.clear();
        }
    }

    /** Why the session has this server to itself; empty when it does not, or not yet. */
    Set<PinReason> reasons() {
        return reasons;
    }

    /** Whether nothing that this lease did can have left state behind. */
    @HotPath
    boolean mayRelease() {
        return suspicions == 0 && reasons.isEmpty() && !server.dedicated();
    }

    /** Whether the server holds what no reset takes away, or may hold what nobody asked for yet. */
    boolean mustNotBeShared() {
        return soiled || (suspicions & LEAVING) != 0;
    }

    /**
     * Suspicions of texts for which a session without a server gets one of its own at once.
     *
     * @param shares whether it listens through a hub
     */
    @HotPath
    static int beforeLease(Session session, boolean shares) {
        int fresh = shares ? FRESH & ~Suspicion.LISTEN : FRESH;
        return session.pool().route().pooledIsDirect() ? fresh : behindPooler(session);
    }

    /** Suspicions of texts that must not run on a shared server of this session's pool. */
    @HotPath
    private static int beforehand(Session session) {
        return session.pool().route().pooledIsDirect() ? BEFOREHAND : behindPooler(session);
    }

    private static int behindPooler(Session session) {
        int sequences = session.mayAskLastValue() ? Suspicion.NEXT_VALUE | Suspicion.USER_CODE : Suspicion.NONE;
        return PinReason.allBeginners() | Suspicion.SET | Suspicion.CODE | sequences;
    }

    /** Whether a message with these suspicions may go to this server. */
    Admission admit(int more) {
        boolean here = server.pool().route().pooledIsDirect();
        int pinning = here && exchange.relay().shares() ? more & ~Suspicion.LISTEN : more;
        if ((pinning & beforehand(exchange.session())) == 0 || server.dedicated() || exchange.transactionFailed()) {
            suspect(more);
            return Admission.GO;
        }
        return server.direct() ? admitHere(more) : admitElsewhere(more);
    }

    /** Whether a Parse waits, as its text will have to run past the pooler: its batch moves there as a whole. */
    boolean parsesElsewhere(int more) {
        return (more & beforehand(exchange.session())) != 0
                && !server.direct()
                && !exchange.transactionFailed()
                && admitElsewhere(more) == Admission.WAIT;
    }

    /** Past the pooler: at once, once everything is answered, or not any more. */
    private Admission admitElsewhere(int more) {
        boolean answered = !exchange.awaitsAnswers();
        if (answered ? exchange.inTransaction() && !transaction.movable() : !exchange.willBeAnswered()) {
            exchange.refusal(ProxyError.PIN_IN_TRANSACTION.error(names(more)));
            return Admission.REFUSE;
        }
        if (server.pool().dedicated().full()) {
            exchange.refusal(tooMany(names(more)).error());
            return Admission.REFUSE;
        }
        exchange.moveToDedicated(exchange.inTransaction() ? transaction.begun() : Optional.empty());
        return Admission.WAIT;
    }

    private Admission admitHere(int more) {
        if (server.pool().dedicated().adopt(server)) {
            suspect(more);
            return Admission.GO;
        }
        exchange.refusal(tooMany(names(more)).error());
        return Admission.REFUSE;
    }

    /** Something on its way is suspicious. */
    @HotPath
    void suspect(int more) {
        suspicions |= more & ~UNHEEDED;
        if ((more & (Shapes.RUNS_CODE | Suspicion.CODE)) != 0) {
            exchange.arrival().runsCode();
        }
    }

    /** Whether notifications on this server are those of a session that shares its listening. */
    boolean hearsNotifications() {
        return exchange.listening().hears(suspicions);
    }

    /** Whether the transaction may have run a LISTEN that no text shows. */
    boolean mayListen() {
        return (suspicions & (Suspicion.CODE | Shapes.AUDIT)) != 0;
    }

    /** The server is of no use to others. */
    void soil() {
        soiled = true;
    }

    boolean soiled() {
        return soiled;
    }

    /** A DISCARD ALL ended well: nothing is left but what nothing takes away. */
    void discarded() {
        discarded = true;
    }

    /** The client's transaction behind a pooler. */
    PooledTransaction transaction() {
        return transaction;
    }

    /** No transaction is open and nothing outstanding: asks what the server holds, if that may have changed. */
    void askIfNeeded() {
        looks = 0;
        transaction.reset();
        if (discarded) {
            discarded = false;
            reasons.removeIf(reason -> !reason.asks());
            prepared = 0;
        }
        if ((suspicions & Suspicion.PREPARE) != 0) {
            prepared |= suspicions; // what PREPARE hides in a name, EXECUTE runs
            suspicions = prepared;
        }
        askOrLearn(form());
    }

    private void askOrLearn(CensusForm form) {
        if (form.settings() || !form.reasons().isEmpty()) {
            ask(form);
        } else {
            learned(Findings.NOTHING);
        }
    }

    /** The session is idle, outside of a transaction: what it is pinned for may have ended by itself. */
    void lookAgainIfDue(long nowNanos) {
        if (reasons.isEmpty() || LISTENS.containsAll(reasons)) {
            return;
        }
        long delay = LOOK_AGAIN_NANOS[Math.min(looks, LOOK_AGAIN_NANOS.length - 1)];
        if (nowNanos - lookedNanos >= delay) {
            looks++;
            if (!exchange.session().mayAskLastValue()) {
                reasons.remove(PinReason.SEQUENCE); // it called nextval and did not ask for the value
            }
            suspicions |= Suspicion.DISCARD;
            askOrLearn(form());
        }
    }

    private CensusForm form() {
        Set<PinReason> asked = EnumSet.noneOf(PinReason.class);
        for (PinReason reason : ALL) {
            boolean holds = reasons.contains(reason)
                    || (reason == PinReason.LISTEN && exchange.listening().here());
            boolean ends = holds && reason.mayEndWith(suspicions);
            if (reason.asks() && (reason.mayBeginWith(suspicions) || ends)) {
                asked.add(reason);
            }
        }
        return new CensusForm(
                asked, (suspicions & SETTINGS) != 0, exchange.session().customNames());
    }

    private void ask(CensusForm form) {
        if (!server.direct()) {
            // behind a pooler the question could reach anybody's server
            exchange.abort(ProxyError.PIN_IN_TRANSACTION.fatal(names(suspicions)));
            return;
        }
        exchange.takeOver();
        Session session = exchange.session();
        boolean hidden = (suspicions & (Suspicion.CODE | Shapes.AUDIT)) != 0;
        if (hidden && session.functions().stale() && exchange.audits()) {
            Census.searchFunctions(exchange.connection(), session, () -> take(form()), new Asker());
        } else {
            take(form);
        }
    }

    private void take(CensusForm form) {
        Census.take(exchange.connection(), form, new Asker());
    }

    /** Hears what the server holds. */
    private final class Asker implements Census.Asker {
        @Override
        public void found(Findings findings) {
            learned(findings);
        }

        @Override
        public void failed(String reason) {
            exchange.abort(ProxyError.PIN_LOST.fatal(reason));
        }

        @Override
        public void notification(ByteBuf window, int start, int size) {
            if (exchange.notifications().pass(window, start, size)) {
                boolean unused = exchange.relay().client().write(window, start, size);
            }
        }
    }

    private void learned(Findings findings) {
        int looked = suspicions;
        List<PinReason> news = new ArrayList<>(findings.reasons());
        news.removeAll(reasons);
        suspicions = 0;
        lookedNanos = exchange.connection().loop().nowNanos();
        reasons.removeAll(findings.asked());
        reasons.addAll(findings.reasons());
        exchange.notifications().listens(reasons.contains(PinReason.LISTEN));
        for (PinReason reason : ALL) {
            if (!reason.asks() && reason.mayBeginWith(looked)) {
                reasons.add(reason);
                soiled |= reason == PinReason.HIDDEN;
            }
        }
        Settings before = exchange.session().settings();
        findings.settings().ifPresent(this::settingsFound);
        noteLeaks(looked, news, before);
        noteSettings();
        if (exchange.connection().ownNames()) {
            findings.statements()
                    .ifPresent(names -> exchange.session().statements().retain(names));
        }
        if (!exchange.session().wantsLastValue()) {
            reasons.remove(PinReason.SEQUENCE);
        }
        if (exchange.relay().shares()) {
            settleShared(findings);
        } else {
            settle(exchange::release, exchange.arrival()::goOn);
        }
    }

    private void settle(Runnable release, Runnable goOn) {
        if (reasons.isEmpty()) {
            release.run();
        } else if (server.pool().dedicated().adopt(server)) {
            exchange.relay().pinned();
            goOn.run();
        } else if (SEQUENCES.containsAll(reasons)) {
            reasons.clear(); // it gets PostgreSQL's own error if it asks
            release.run();
        } else {
            exchange.abort(tooMany(reasons.toString()).fatal());
        }
    }

    /** Some settings need a server of their own. */
    private void noteSettings() {
        PinReason own = exchange.session().ownServer();
        boolean past = server.dedicated() && exchange.session().needsDirect();
        if (past || own == PinReason.SETTING) {
            reasons.add(PinReason.SETTING);
        } else {
            reasons.remove(PinReason.SETTING);
        }
        if (own == PinReason.TEMP && server.dedicated()) {
            reasons.add(PinReason.TEMP);
        }
    }

    /** The session's channels are no reason to keep the server, unless they must stay where they are. */
    private void settleShared(Findings findings) {
        Listening listening = exchange.listening();
        if (findings.asked().contains(PinReason.LISTEN)) {
            if (listening.uncertain(findings.channels())) {
                exchange.abort(ProxyError.LISTEN_FAILED.fatal("it listens in two places"));
                return;
            }
            listening.found(findings.channels());
        }
        reasons.remove(PinReason.LISTEN);
        boolean stays = !reasons.isEmpty() || !listening.mayGoHome();
        if (stays && listening.anything()) {
            reasons.add(PinReason.LISTEN);
        }
        settle(() -> listening.goHome(exchange::release), () -> listening.stay(exchange.arrival()::goOn));
    }

    /** A census that only an audit asked for found something: the shapes of the transaction are suspects from now on. */
    private void noteLeaks(int looked, List<PinReason> found, Settings before) {
        if ((looked & Shapes.AUDIT) == 0) {
            return;
        }
        exchange.arrival().looked();
        int suspected = looked & ~Shapes.AUDIT;
        int left = Suspicion.NONE;
        List<String> names = new ArrayList<>();
        for (PinReason reason : found) {
            if (!reason.mayBeginWith(suspected)) {
                left |= reason.beginners();
                names.add(reason.name());
            }
        }
        if (exchange.session().settings() != before && (suspected & SETTINGS) == 0) {
            left |= Suspicion.SET;
            names.add("SETTING");
        }
        exchange.session().audited(left, String.join(",", names));
    }

    private void settingsFound(Map<String, String> found) {
        Settings before = exchange.session().settings();
        exchange.session().settingsFound(exchange.connection(), found);
        Map<String, String> reset = new HashMap<>(exchange.startup().wanted());
        reset.keySet().removeIf(name -> found.containsKey(name) && !isDefault(name, found, before));
        exchange.startup().forget();
        exchange.tellStartup(reset);
    }

    /** Of a custom setting nobody says where its value comes from: another than before is the reset one. */
    private static boolean isDefault(String name, Map<String, String> found, Settings before) {
        return Placeholders.isPlaceholder(name) && !before.has(name, found.getOrDefault(name, ""));
    }

    static String names(int suspected) {
        Set<PinReason> some = EnumSet.noneOf(PinReason.class);
        for (PinReason reason : ALL) {
            if (reason.mayBeginWith(suspected)) {
                some.add(reason);
            }
        }
        if (some.remove(PinReason.BY_HAND)) { // what the text sets is hardly that
            some.add(PinReason.SETTING);
        }
        return some.toString();
    }

    private PinnedLimit tooMany(String names) {
        return new PinnedLimit(names, server);
    }

    /** The limit on dedicated servers is reached. */
    record PinnedLimit(String reasons, PooledServer server) {
        ErrorResponse error() {
            return ProxyError.TOO_MANY_PINNED.error(values());
        }

        ErrorResponse fatal() {
            return ProxyError.TOO_MANY_PINNED.fatal(values());
        }

        private Object[] values() {
            int max = server.pool().route().maxPinned();
            return new Object[] {
                reasons, server.pool().route().key(), server.pool().dedicatedCount(), max
            };
        }
    }
}
