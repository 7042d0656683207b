package io.pgweir.it.isolation;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.WireClient;
import io.pgweir.it.harness.WireMessage;
import java.io.IOException;
import java.net.SocketException;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A client of a crowd. It says a statement in one of the protocol's ways, drawn at random, and dies without a word at a
 * point that was drawn when it came: before a message, inside of one, between the halves of a batch, while its statement
 * runs, or in a transaction.
 */
final class Guest {
    private static final int MAX_MESSAGES = 120;
    private static final long MAX_RUNNING_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final WireClient client;
    private final House house;
    private final int number;
    private final int generation;
    private final Random random;
    private int messagesLeft;
    private Runnable beforeDeath = () -> {};

    /** @param number of its place, which is taken by one after the other */
    Guest(WireClient client, House house, int number, int generation, Random random) {
        this.client = client;
        this.house = house;
        this.number = number;
        this.generation = generation;
        this.random = random;
        this.messagesLeft = 1 + random.nextInt(MAX_MESSAGES);
    }

    /** A name that no other has, now or earlier. */
    String name() {
        return "g" + number + "x" + generation;
    }

    int number() {
        return number;
    }

    /** A number that no other has, now or earlier. */
    int unique() {
        return number + generation * House.PLACES;
    }

    /** Whether a function is to do this time what a statement could. */
    boolean hides() {
        return house.hides() && draw(2) == 0;
    }

    House house() {
        return house;
    }

    WireClient client() {
        return client;
    }

    /** A number from 0 on, below that one. */
    int draw(int bound) {
        return random.nextInt(bound);
    }

    /** To be done before it dies. */
    void beforeDeath(Runnable deed) {
        beforeDeath = deed;
    }

    /** Says it in one of the protocol's ways. */
    Answer say(String sql) throws IOException {
        switch (draw(4)) {
            case 0 -> client.parse("", sql).bind("", "").describe('P', "").execute("", 0);
            case 1 -> {
                client.parse("", sql).bind("", "").describe('P', "").flush();
                send();
                client.execute("", 0);
            }
            default -> {
                client.simple(sql);
                return answer();
            }
        }
        client.sync();
        return answer();
    }

    /** Sends what was added to its messages, and waits for the answer. */
    Answer answer() throws IOException {
        send();
        Answer answer = client.answer();
        if (answer.closed()) {
            throw new AssertionError(name() + " was cut off: " + answer);
        }
        return answer;
    }

    private void send() throws IOException {
        if (--messagesLeft > 0) {
            client.send();
            return;
        }
        beforeDeath.run();
        try {
            switch (draw(3)) {
                case 0 -> client.sendHalf();
                case 1 -> {
                    client.send();
                    LockSupport.parkNanos((long) (random.nextDouble() * MAX_RUNNING_NANOS));
                }
                default -> {} // it was about to
            }
            client.socket().setSoLinger(draw(2) == 0, 0); // a reset, or an end
        } catch (SocketException e) {
            throw new AssertionError(name() + " was cut off before it died", e);
        }
        client.close();
        throw new Killed();
    }

    /** The only value that the statement answers; an empty text for NULL. */
    String value(String sql) throws IOException {
        List<List<String>> rows = rows(sql);
        if (rows.size() != 1) {
            throw new AssertionError(name() + " got " + rows + " from " + sql);
        }
        return rows.get(0).get(0);
    }

    /** What the statement answers; empty texts for NULLs. */
    List<List<String>> rows(String sql) throws IOException {
        return succeeds(say(sql), sql).rows().stream()
                .map(row ->
                        row.stream().map(value -> value == null ? "" : value).toList())
                .toList();
    }

    /** It must not fail. */
    void run(String sql) throws IOException {
        Answer unused = succeeds(say(sql), sql);
    }

    private Answer succeeds(Answer answer, String sql) {
        if (answer.failed()) {
            throw new AssertionError(name() + " got " + answer.error() + " from " + sql);
        }
        return answer;
    }

    /** It must fail in this way. */
    void fails(String sqlState, String sql) throws IOException {
        fails(sqlState, say(sql), sql);
    }

    void fails(String sqlState, Answer answer, String sql) {
        if (!answer.failed() || !answer.error().sqlState().equals(sqlState)) {
            throw new AssertionError(name() + " got " + answer + " and not " + sqlState + " from " + sql);
        }
    }

    /** Both must be the same. */
    void meets(String expected, String found, String what) {
        if (!found.equals(expected)) {
            throw new AssertionError(name() + " met " + what + " '" + found + "' where its own is '" + expected + "'");
        }
    }

    /** COMMIT or ROLLBACK; answers whether it was the first. */
    boolean endTransaction() throws IOException {
        boolean commits = draw(3) > 0;
        run(commits ? "COMMIT" : "ROLLBACK");
        return commits;
    }

    /** The next message of this type. */
    WireMessage read(char type) throws IOException {
        return client.read(type);
    }
}
