package io.pgweir.protocol.sql;

/** Follows one statement word by word for as long as it may be a {@link SoleCommand}. */
final class SoleCommandRule {
    private SoleCommand candidate = SoleCommand.NONE;
    private int words;
    private boolean chainNegated;

    /** The text begins with this word, or with {@link Keyword#OTHER}. */
    void begin(Keyword command) {
        words = 0;
        chainNegated = false;
        candidate = switch (command) {
            case BEGIN, START -> SoleCommand.BEGIN;
            case COMMIT, END -> SoleCommand.COMMIT;
            case ROLLBACK, ABORT -> SoleCommand.ROLLBACK;
            case DISCARD -> SoleCommand.DISCARD_ALL;
            case DEALLOCATE -> SoleCommand.DEALLOCATE;
            default -> SoleCommand.NONE;
        };
    }

    /** The text has another statement, or none. */
    void none() {
        candidate = SoleCommand.NONE;
    }

    /** A word behind the first one. */
    void word(Keyword keyword) {
        if (candidate != SoleCommand.NONE && !fits(keyword)) {
            candidate = SoleCommand.NONE;
        }
    }

    /** Anything but a word. */
    void other(byte symbol) {
        if (candidate != SoleCommand.DEALLOCATE && !(candidate == SoleCommand.BEGIN && symbol == ',')) {
            candidate = SoleCommand.NONE;
        }
    }

    SoleCommand answer() {
        return candidate == SoleCommand.DISCARD_ALL && words != 1 ? SoleCommand.NONE : candidate;
    }

    private boolean fits(Keyword keyword) {
        words++;
        return switch (candidate) {
            case BEGIN ->
                keyword == Keyword.TRANSACTION || keyword == Keyword.WORK || keyword == Keyword.TRANSACTION_MODE;
            case COMMIT, ROLLBACK -> fitsEnd(keyword);
            case DISCARD_ALL -> keyword == Keyword.ALL;
            case DEALLOCATE -> true;
            case NONE -> false;
        };
    }

    private boolean fitsEnd(Keyword keyword) {
        chainNegated |= keyword == Keyword.NO;
        return switch (keyword) {
            case WORK, TRANSACTION, AND, NO -> true;
            case CHAIN -> chainNegated;
            default -> false;
        };
    }
}
