package io.pgweir.protocol.sql;

import java.util.List;
import java.util.Locale;

/**
 * Words with a meaning for the rules of this package, and what a statement that begins with one is suspected of.
 * Whatever begins with another word may run any user-defined code: it may be new to us.
 */
enum Keyword {
    OTHER(Suspicion.USER_CODE) {
        @Override
        List<String> spellings() {
            return List.of();
        }
    },
    ABORT(Suspicion.NONE),
    ALL,
    AND,
    AS,
    ATOMIC,
    BEGIN(Suspicion.BLOCK),
    CALL(Suspicion.CODE | Suspicion.USER_CODE),
    CHAIN,
    CLOSE(Suspicion.CLOSE),
    COMMIT(Suspicion.NONE),
    CONSTRAINTS,
    CREATE,
    DEALLOCATE(Suspicion.PREPARE),
    DECLARE,
    DEFAULT,
    DISCARD(Suspicion.DISCARD),
    DO(Suspicion.CODE | Suspicion.USER_CODE),
    END(Suspicion.NONE),
    EXECUTE(Suspicion.PREPARE | Suspicion.USER_CODE),
    EXPLAIN,
    FETCH,
    FROM,
    HOLD,
    INTO,
    LISTEN(Suspicion.LISTEN),
    LOAD(Suspicion.STICKY | Suspicion.USER_CODE),
    LOCAL,
    LOCK(Suspicion.NONE),
    MOVE,
    NO,
    NOTIFY(Suspicion.NONE),
    OR,
    PG_CATALOG,
    PG_SETTINGS,
    PREPARE(Suspicion.NONE),
    PREPARED,
    RELEASE(Suspicion.NONE),
    REPLACE,
    RESET(Suspicion.SET | Suspicion.RESET),
    ROLLBACK(Suspicion.NONE),
    SAVEPOINT(Suspicion.NONE),
    SELECT(Suspicion.NONE),
    SET(Suspicion.NONE),
    SET_CONFIG,
    SHOW(Suspicion.NONE),
    START(Suspicion.BLOCK),
    TABLE,
    TO,
    TRANSACTION,
    TRUE,
    UNLISTEN(Suspicion.UNLISTEN),
    VALUES(Suspicion.NONE),
    WITH,
    WORK,

    /** What makes a CREATE one of a routine. */
    ROUTINE {
        @Override
        List<String> spellings() {
            return List.of("function", "procedure");
        }
    },

    /** Where FETCH and MOVE go. */
    DIRECTION {
        @Override
        List<String> spellings() {
            return List.of("next", "prior", "first", "last", "absolute", "relative", "forward", "backward", "in");
        }
    },

    /** What may follow BEGIN, besides TRANSACTION and WORK. */
    TRANSACTION_MODE {
        @Override
        List<String> spellings() {
            return List.of(
                    "isolation",
                    "level",
                    "serializable",
                    "repeatable",
                    "read",
                    "committed",
                    "uncommitted",
                    "write",
                    "only",
                    "not",
                    "deferrable");
        }
    };

    private final int asCommand;

    Keyword() {
        this(Suspicion.USER_CODE);
    }

    Keyword(int asCommand) {
        this.asCommand = asCommand;
    }

    /** {@link Suspicion} bits of every statement that begins with it. */
    int asCommand() {
        return asCommand;
    }

    /** In lower case. */
    List<String> spellings() {
        return List.of(name().toLowerCase(Locale.ROOT));
    }
}
