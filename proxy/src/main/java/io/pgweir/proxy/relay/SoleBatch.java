package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.FrontendType;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.sql.SoleCommand;
import io.pgweir.proxy.net.HotPath;

/**
 * Recognises a batch of the extended protocol that runs one BEGIN, COMMIT or ROLLBACK and nothing else: Parse or not,
 * Bind, Describe of the portal or not, Execute, Sync.
 */
final class SoleBatch {
    /** How far it came. */
    private enum Step {
        START,
        PARSED,
        BOUND,
        EXECUTED,
        OTHER
    }

    private Step step = Step.START;
    private SoleCommand sole = SoleCommand.NONE;

    @HotPath
    void reset() {
        step = Step.START;
        sole = SoleCommand.NONE;
    }

    /** A Parse of a text that is this. */
    @HotPath
    void parses(SoleCommand text) {
        step = step == Step.START ? Step.PARSED : Step.OTHER;
        sole = text;
    }

    /**
     * A Bind whose values begin at this index.
     *
     * @param known what the bound statement is, if it is not one of this batch
     */
    @HotPath
    void binds(ByteBuf window, boolean unnamedPortal, int values, int end, SoleCommand known) {
        boolean first = step == Step.START;
        if (first) {
            sole = known;
        }
        boolean transaction = sole == SoleCommand.BEGIN || endsTransaction(sole);
        boolean expected = first || step == Step.PARSED;
        step = expected && transaction && unnamedPortal && isPlain(window, values, end) ? Step.BOUND : Step.OTHER;
    }

    /** No values, and at most one format for all columns. Layout: int16 n, formats, int16 n, values, int16 n, formats */
    private static boolean isPlain(ByteBuf window, int at, int end) {
        int formats = end - at < Short.BYTES ? -1 : window.getShort(at);
        int values = at + Short.BYTES + Math.max(formats, 0) * Short.BYTES;
        return (formats == 0 || formats == 1)
                && end - values >= 2 * Short.BYTES
                && window.getShort(values) == 0
                && window.getShort(values + Short.BYTES) <= 1;
    }

    /** A Describe of this kind. */
    @HotPath
    void describes(byte kind) {
        if (step != Step.BOUND || kind != FrontendType.PORTAL) {
            step = Step.OTHER;
        }
    }

    @HotPath
    void executes(ByteBuf window, int at, int end) {
        boolean unnamedPortal = end - at > Message.HEADER_BYTES && window.getByte(at + Message.HEADER_BYTES) == 0;
        step = step == Step.BOUND && unnamedPortal ? Step.EXECUTED : Step.OTHER;
    }

    /** Something else is in the batch. */
    @HotPath
    void other() {
        step = Step.OTHER;
    }

    /** What the batch is, now that its Sync came. */
    @HotPath
    SoleCommand command() {
        return step == Step.EXECUTED ? sole : SoleCommand.NONE;
    }

    /** Whether the command leads out of a transaction. */
    static boolean endsTransaction(SoleCommand command) {
        return command == SoleCommand.COMMIT || command == SoleCommand.ROLLBACK;
    }
}
