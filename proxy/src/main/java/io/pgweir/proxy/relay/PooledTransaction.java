package io.pgweir.proxy.relay;

import io.pgweir.proxy.net.HotPath;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A transaction on a pooler's server, and whether it may begin again elsewhere: as long as all that ran in it told the
 * client something that is the same everywhere, and left nothing. Odoo's cron workers ask {@code pg_is_in_recovery()}
 * before they LISTEN in the same transaction.
 */
final class PooledTransaction {
    private static final int MAX_LENGTH = 200;
    private static final String FUNCTION = "(?:pg_catalog\\s*\\.\\s*)?(?:pg_is_in_recovery|version|current_database"
            + "|current_schema|pg_postmaster_start_time)\\s*\\(\\s*\\)";
    private static final String WORD = "(?:current_catalog|current_role|current_schema|current_user|session_user|user)";
    private static final String LITERAL = "(?:\\d+|'[^'\\\\]*'|true|false|null)";
    private static final String COLUMN =
            "(?:" + FUNCTION + "|" + WORD + "|" + LITERAL + ")(?:\\s+as\\s+[a-z_][a-z_0-9]*)?";
    private static final Pattern REPEATABLE = Pattern.compile(
            "\\s*select\\s+" + COLUMN + "(?:\\s*,\\s*" + COLUMN + ")*\\s*;?\\s*", Pattern.CASE_INSENSITIVE);

    private @Nullable DeferredBegin begun;
    private boolean dirty;

    /** None is open. */
    @HotPath
    void reset() {
        begun = null;
        dirty = false;
    }

    /** It begins with this, unless something ran already that belongs to it. */
    void begins(DeferredBegin first) {
        if (!dirty) {
            begun = first;
        }
    }

    /** A statement goes to the server; an empty text stands for one that cannot be known. */
    void runs(String sql) {
        if (!isRepeatable(sql)) {
            begun = null;
            dirty = true;
        }
    }

    private static boolean isRepeatable(String sql) {
        return sql.length() <= MAX_LENGTH && REPEATABLE.matcher(sql).matches();
    }

    /** Whether it may begin again elsewhere. */
    boolean movable() {
        return begun != null;
    }

    /** What it began with, if it may begin again. */
    Optional<DeferredBegin> begun() {
        return Optional.ofNullable(begun);
    }
}
