package io.pgweir.protocol.sql;

/**
 * Which words are names that programs make up as they go, of savepoints, cursors and channels: they are literals in a
 * text's {@link Shape}.
 */
final class NamesInShape {
    private enum Where {
        NOWHERE,
        NEXT,
        ALL_BUT_KEYWORDS
    }

    private Where where = Where.NOWHERE;

    /** A statement begins. */
    void begin(Keyword command) {
        where = switch (command) {
            case DECLARE, CLOSE, LISTEN, UNLISTEN, NOTIFY -> Where.NEXT;
            case SAVEPOINT, RELEASE, ROLLBACK, FETCH, MOVE -> Where.ALL_BUT_KEYWORDS;
            default -> Where.NOWHERE;
        };
    }

    /** Whether the next word behind the first one, or a quoted name as OTHER, is such a name. */
    boolean isName(Keyword keyword) {
        return switch (where) {
            case NOWHERE -> false;
            case NEXT -> {
                where = Where.NOWHERE;
                yield keyword != Keyword.ALL;
            }
            case ALL_BUT_KEYWORDS ->
                switch (keyword) {
                    case SAVEPOINT, TO, WORK, TRANSACTION, AND, NO, CHAIN, PREPARED, ALL, FROM, DIRECTION -> false;
                    default -> true;
                };
        };
    }
}
