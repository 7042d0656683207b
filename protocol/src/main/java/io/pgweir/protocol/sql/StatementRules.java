package io.pgweir.protocol.sql;

/** What the statements of a text may do to their session: adds up {@link Suspicion} bits token by token. */
final class StatementRules {
    private final SetConfigCall setConfig = new SetConfigCall();
    private final InnocentSelect select = new InnocentSelect();
    private int found;
    private int ignored;
    private Keyword command = Keyword.OTHER;
    private boolean behindWith;
    private boolean behindAs;
    private int position;
    private boolean undecided;
    private boolean localSet;

    /** A new text. */
    void begin() {
        found = Suspicion.NONE;
        setConfig.none();
        select.none();
        command = Keyword.OTHER;
    }

    /** A statement begins with something that is no word. */
    void statement() {
        statement(Term.UNKNOWN);
    }

    /** A statement begins with this word. */
    void statement(Term first) {
        settle(true);
        command = first.keyword();
        behindWith = false;
        behindAs = false;
        position = 0;
        undecided = command == Keyword.SET || command == Keyword.PREPARE;
        localSet = false;
        ignored = command == Keyword.DISCARD ? Suspicion.TEMP | Suspicion.TEMP_SCHEMA : Suspicion.NONE;
        found |= command.asCommand() | first.suspicions();
        if (command == Keyword.SELECT || command == Keyword.VALUES) {
            select.begin();
        }
    }

    /** A word behind the first one. */
    void word(Term term) {
        Keyword keyword = term.keyword();
        position++;
        found |= term.suspicions() & ~ignored;
        if (setConfig.open()) {
            setConfig.word(keyword);
        }
        if (select.open()) {
            select.word(term);
        }
        if (keyword != Keyword.OTHER) {
            keyword(keyword);
        }
        if (undecided) {
            wordDecides(keyword);
        }
        behindWith = keyword == Keyword.WITH;
        behindAs = keyword == Keyword.AS;
    }

    /** A quoted name. */
    void name(Term term) {
        found |= term.suspicions();
        if (setConfig.open()) {
            setConfig.other();
        }
        if (select.open()) {
            select.name(term);
        }
        if (term.keyword() != Keyword.OTHER) {
            keyword(term.keyword());
        }
        other(false);
    }

    /** A name that cannot be read. */
    void encodedName() {
        found |= Suspicion.CODE;
        if (select.open()) {
            select.name(Term.UNKNOWN);
        }
        if (setConfig.open()) {
            setConfig.other();
        }
        other(false);
    }

    void literal() {
        if (setConfig.open()) {
            setConfig.other();
        }
        if (select.open()) {
            select.literal();
        }
        other(true);
    }

    /** A word that cannot be read. */
    void gluedWord() {
        select.guilty();
    }

    void symbol(byte symbol) {
        if (setConfig.open()) {
            setConfig.symbol(symbol);
        }
        if (select.open()) {
            select.symbol(symbol);
        }
        if (symbol == '.' && localSet && position == 1) {
            found |= Suspicion.SET; // a setting whose name begins like that: SET local.x
        }
        other(false);
    }

    /** The text ended. */
    void end() {
        settle(true);
    }

    int found() {
        settle(false);
        return found;
    }

    private void settle(boolean statementEnded) {
        if (!setConfig.innocent(statementEnded)) {
            found |= Suspicion.SET;
            setConfig.none();
        }
        if (!select.holds()) {
            found |= Suspicion.USER_CODE;
            select.none();
        }
        if (statementEnded) {
            select.none();
        }
    }

    private void keyword(Keyword keyword) {
        switch (keyword) {
            case SET_CONFIG -> setConfig.begin();
            case PG_SETTINGS -> found |= command == Keyword.SELECT ? Suspicion.NONE : Suspicion.SET;
            default -> inCommand(keyword);
        }
    }

    private void inCommand(Keyword keyword) {
        switch (command) {
            case SET -> {
                boolean resets = keyword == Keyword.DEFAULT || (keyword == Keyword.LOCAL && position > 1);
                found |= resets ? Suspicion.RESET : Suspicion.NONE;
            }
            case DISCARD -> found |= keyword == Keyword.ALL ? Keyword.RESET.asCommand() : Suspicion.NONE;
            case DECLARE -> {
                boolean holds = keyword == Keyword.HOLD && behindWith;
                found |= holds ? Suspicion.HOLD : Suspicion.NONE;
            }
            case EXPLAIN -> found |= keyword == Keyword.EXECUTE ? Suspicion.PREPARE : Suspicion.NONE;
            case CREATE -> {
                boolean runs = keyword == Keyword.EXECUTE && behindAs; // elsewhere it names a trigger's function
                found |= runs ? Suspicion.PREPARE : Suspicion.NONE;
            }
            default -> {}
        }
    }

    /** SET and PREPARE need one or two more words to be known. */
    private void wordDecides(Keyword keyword) {
        undecided = false;
        if (command == Keyword.PREPARE) {
            undecided = position == 1 && keyword == Keyword.TRANSACTION; // a literal must follow
            found |= undecided ? Suspicion.NONE : Suspicion.PREPARE;
            return;
        }
        localSet = keyword == Keyword.LOCAL || keyword == Keyword.TRANSACTION || keyword == Keyword.CONSTRAINTS;
        found |= localSet ? Suspicion.NONE : Suspicion.SET;
    }

    private void other(boolean literal) {
        position++;
        behindWith = false;
        behindAs = false;
        if (undecided) {
            undecided = false;
            found |= command == Keyword.SET ? Suspicion.SET : literal ? Suspicion.NONE : Suspicion.PREPARE;
        }
    }
}
