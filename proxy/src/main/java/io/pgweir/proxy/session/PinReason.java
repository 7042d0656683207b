package io.pgweir.proxy.session;

import io.pgweir.protocol.sql.Suspicion;
import io.pgweir.proxy.net.HotPath;
import java.util.stream.Stream;

/**
 * Why a session needs a server of its own: the texts that may begin or end it, the question that tells whether it
 * holds, and what operators read. SHOW PINS, the metrics' tag and the documentation come from here.
 */
public enum PinReason {
    LISTEN(
            Suspicion.LISTEN,
            Suspicion.UNLISTEN | Suspicion.DISCARD,
            "SELECT 'LISTEN' FROM pg_catalog.pg_listening_channels() LIMIT 1",
            "it listens for notifications, which PostgreSQL delivers to one server connection only");

    private static final int ALL_BEGINNERS =
            Stream.of(values()).mapToInt(reason -> reason.beginners).reduce(0, (all, some) -> all | some);

    private final int beginners;
    private final int enders;
    private final String question;
    private final String explanation;

    PinReason(int beginners, int enders, String question, String explanation) {
        this.beginners = beginners;
        this.enders = enders;
        this.question = question;
        this.explanation = explanation;
    }

    /** {@link Suspicion} bits of texts that may begin a reason to pin. */
    @HotPath
    public static int allBeginners() {
        return ALL_BEGINNERS;
    }

    /** Whether a text with these suspicions may begin it. */
    public boolean mayBeginWith(int suspicions) {
        return (suspicions & beginners) != 0;
    }

    /** Whether a text with these suspicions may begin or end it. */
    public boolean mayChangeWith(int suspicions) {
        return (suspicions & (beginners | enders)) != 0;
    }

    /** A query that answers this reason's name when the session holds it, and no row when not. */
    String question() {
        return question;
    }

    /** For operators: because ... */
    public String explanation() {
        return explanation;
    }
}
