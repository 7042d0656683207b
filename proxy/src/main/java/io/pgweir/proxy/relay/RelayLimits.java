package io.pgweir.proxy.relay;

import io.pgweir.config.AuditMode;
import io.pgweir.config.Config;
import io.pgweir.proxy.listen.ListenLimits;
import java.time.Duration;

/**
 * The settings that a relay looks at.
 *
 * @param maxMessageBytes the longest message passed on
 * @param maxStatementBytes the longest Parse
 * @param maxPreparedStatements on one server; 0 passes prepared statements through
 * @param deferBegin whether a BEGIN alone waits for the next statement
 * @param audit what is done about state that user-defined code leaves
 * @param messageTimeout how long a client may stop in the middle of a message while it holds a server
 * @param simpleQueries whether they may come at all
 * @param listen of sessions that share their listening
 */
record RelayLimits(
        int maxMessageBytes,
        int maxStatementBytes,
        int maxPreparedStatements,
        boolean deferBegin,
        AuditMode audit,
        Duration messageTimeout,
        boolean simpleQueries,
        ListenLimits listen) {
    private static final int SAMPLED_RATE = 1_000;

    /** Of how many later runs of a shape one is looked at; 0 for none. */
    int auditRate() {
        return audit == AuditMode.OFF ? 0 : SAMPLED_RATE;
    }

    static RelayLimits of(Config config) {
        return new RelayLimits(
                config.clients().maxPacketSize().intBytes(),
                config.clients().maxStatementSize().intBytes(),
                config.session().maxPreparedStatements(),
                config.session().deferBegin(),
                config.session().audit(),
                config.clients().messageTimeout(),
                !config.clients().disablePqexec(),
                new ListenLimits(
                        config.session().listenBuffer().intBytes(),
                        config.session().listenTimeout(),
                        config.session().listenGapChannel()));
    }
}
