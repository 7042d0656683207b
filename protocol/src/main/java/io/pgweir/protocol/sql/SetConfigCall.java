package io.pgweir.protocol.sql;

/**
 * One call of {@code set_config} being read. It changes the setting for its transaction only if its third argument is
 * plainly {@code true}; all that is more complicated counts as a change for the session.
 */
final class SetConfigCall {
    private enum State {
        NONE,
        NAMED,
        ARGUMENTS,
        THIRD_ARGUMENT,
        TRUE,
        FOR_SESSION
    }

    private State state = State.NONE;
    private int parentheses;
    private int commas;

    /** Forgets all. */
    void none() {
        state = State.NONE;
    }

    /** The function's name. */
    void begin() {
        state = state == State.NONE ? State.NAMED : State.FOR_SESSION;
        parentheses = 0;
        commas = 0;
    }

    boolean open() {
        return state != State.NONE;
    }

    /** Whether nothing is to be suspected; at the end of a statement half a call is. */
    boolean innocent(boolean textEnded) {
        return state == State.NONE || (!textEnded && state != State.FOR_SESSION);
    }

    void word(Keyword keyword) {
        other(state == State.THIRD_ARGUMENT && keyword == Keyword.TRUE ? State.TRUE : State.FOR_SESSION);
    }

    /** A literal or a quoted name. */
    void other() {
        other(State.FOR_SESSION);
    }

    private void other(State beyondArguments) {
        if (state != State.NONE && state != State.ARGUMENTS) {
            state = beyondArguments;
        }
    }

    void symbol(byte symbol) {
        switch (state) {
            case NONE, FOR_SESSION -> {}
            case NAMED -> state = symbol == '(' ? State.ARGUMENTS : State.FOR_SESSION;
            case ARGUMENTS -> inArguments(symbol);
            case THIRD_ARGUMENT -> state = State.FOR_SESSION;
            case TRUE -> state = symbol == ')' ? State.NONE : State.FOR_SESSION;
        }
    }

    private void inArguments(byte symbol) {
        switch (symbol) {
            case '(', '[' -> parentheses++;
            case ')', ']' -> parentheses--;
            case ',' -> {
                if (parentheses == 0 && ++commas == 2) {
                    state = State.THIRD_ARGUMENT;
                }
            }
            default -> {}
        }
        if (parentheses < 0 || symbol == ';') {
            state = State.FOR_SESSION;
        }
    }
}
