package io.pgweir.it.isolation;

import io.pgweir.it.harness.Answer;
import java.io.IOException;

/** Prepared statements of the protocol and of SQL, under the names that all others take, too. */
final class StatementVisit implements Visit {
    private static final String UNKNOWN_STATEMENT = "26000";

    private final Guest guest;
    private String ofProtocol = "";
    private String ofSql = "";
    private int count;

    StatementVisit(Guest guest) {
        this.guest = guest;
    }

    @Override
    public void round() throws IOException {
        switch (guest.draw(8)) {
            case 0 -> prepareInSql();
            case 1 -> {
                if (!ofSql.isEmpty()) {
                    guest.run("DEALLOCATE q");
                    ofSql = "";
                }
            }
            case 2, 3 -> parse();
            case 4 -> close();
            case 5 -> guest.run("SELECT 1");
            default -> looksAtSql();
        }
        looksAtProtocol();
    }

    private String next() {
        return guest.name() + "-" + count++;
    }

    private void prepareInSql() throws IOException {
        if (ofSql.isEmpty()) {
            String value = next();
            guest.run("PREPARE q AS SELECT '" + value + "'::text");
            ofSql = value;
        }
    }

    private void looksAtSql() throws IOException {
        if (ofSql.isEmpty()) {
            guest.fails(UNKNOWN_STATEMENT, "EXECUTE q");
        } else {
            guest.meets(ofSql, guest.value("EXECUTE q"), "the statement q of");
        }
    }

    private void parse() throws IOException {
        if (ofProtocol.isEmpty()) {
            String value = next();
            guest.client().parse("s", "SELECT '" + value + "'::text").sync();
            if (guest.answer().failed()) {
                throw new AssertionError(guest.name() + " cannot prepare its s");
            }
            ofProtocol = value;
        }
    }

    private void close() throws IOException {
        guest.client().closing('S', "s").sync();
        if (guest.answer().failed()) {
            throw new AssertionError(guest.name() + " cannot close its s");
        }
        ofProtocol = "";
    }

    private void looksAtProtocol() throws IOException {
        guest.client().bind("", "s").execute("", 0).sync();
        Answer answer = guest.answer();
        if (ofProtocol.isEmpty()) {
            guest.fails(UNKNOWN_STATEMENT, answer, "Bind of s");
        } else {
            guest.meets(ofProtocol, answer.failed() ? answer.toString() : "" + answer.value(), "the statement s of");
        }
    }
}
