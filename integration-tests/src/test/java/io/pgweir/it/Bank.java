package io.pgweir.it;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A bank whose clients move money between accounts and note each transfer in a ledger, in the same transaction. They
 * remember what was acknowledged, come back whenever they are cut off, and now and then leave in the middle themselves.
 */
final class Bank {
    static final int ACCOUNTS = 20;
    static final int BALANCE = 1_000;
    static final String[] SCHEMA = {
        "CREATE TABLE accounts (id int PRIMARY KEY, balance int)",
        "CREATE TABLE ledger (id bigint)", // a transfer that came twice must be able to stand there twice
        "INSERT INTO accounts SELECT i, " + BALANCE + " FROM generate_series(0, " + (ACCOUNTS - 1) + ") i",
        "GRANT ALL ON accounts, ledger TO PUBLIC",
    };

    private static final long TRANSFERS_OF_ONE = 1_000_000;
    private static final int LEAVES_ONE_IN = 40;

    private final PgweirProcess pgweir;
    private final String database;
    private final Set<Long> attempted = ConcurrentHashMap.newKeySet();
    private final Set<Long> acknowledged = ConcurrentHashMap.newKeySet();

    Bank(PgweirProcess pgweir, String database) {
        this.pgweir = pgweir;
        this.database = database;
    }

    /** Transfers that anybody tried. */
    Set<Long> attempted() {
        return attempted;
    }

    /** Transfers whose COMMIT was answered. */
    Set<Long> acknowledged() {
        return acknowledged;
    }

    /** One client, until that time on the nano clock. */
    void work(int number, long untilNanos) throws IOException {
        Random random = new Random(number);
        Optional<WireClient> client = Optional.empty();
        for (long i = 0; System.nanoTime() - untilNanos < 0; i++) {
            if (client.isEmpty()) {
                client = connect();
            }
            if (client.isPresent() && !transfer(client.get(), number * TRANSFERS_OF_ONE + i, random)) {
                client.get().close();
                client = Optional.empty();
            }
        }
        if (client.isPresent()) {
            client.get().terminate();
        }
    }

    private Optional<WireClient> connect() {
        try {
            return Optional.of(pgweir.wire(database, "alice"));
        } catch (SocketTimeoutException e) {
            throw new AssertionError("a login got neither an answer nor an end", e);
        } catch (IOException e) {
            return Optional.empty(); // PostgreSQL is down just now
        }
    }

    /** Answers whether the client can go on. */
    private boolean transfer(WireClient client, long id, Random random) {
        attempted.add(id);
        try {
            int leavesBefore = random.nextInt(LEAVES_ONE_IN);
            String[] statements = statements(id, random);
            for (int i = 0; i < statements.length; i++) {
                say(client, statements[i], id % 2 == 0);
                if (i == leavesBefore) {
                    return false;
                }
                Answer answer = client.answer();
                if (answer.closed()) {
                    return false;
                }
                if (answer.failed()) {
                    return !client.query("ROLLBACK").closed();
                }
                if (answer.tags().contains("COMMIT")) {
                    acknowledged.add(id);
                }
            }
            return true;
        } catch (SocketTimeoutException e) {
            throw new AssertionError("a client got neither an answer nor an end", e);
        } catch (IOException e) {
            return false;
        }
    }

    private static void say(WireClient client, String sql, boolean simple) throws IOException {
        if (simple) {
            client.simple(sql).send();
        } else {
            client.parse("", sql).bind("", "").execute("", 0).sync().send();
        }
    }

    private static String[] statements(long id, Random random) {
        int one = random.nextInt(ACCOUNTS - 1);
        int other = one + 1 + random.nextInt(ACCOUNTS - 1 - one); // in this order nobody waits for each other
        int amount = random.nextInt(20) - 10;
        return new String[] {
            "BEGIN",
            "UPDATE accounts SET balance = balance - " + amount + " WHERE id = " + one,
            "UPDATE accounts SET balance = balance + " + amount + " WHERE id = " + other,
            "INSERT INTO ledger VALUES (" + id + ")",
            "COMMIT",
        };
    }
}
