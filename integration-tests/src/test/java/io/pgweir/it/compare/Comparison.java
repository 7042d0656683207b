package io.pgweir.it.compare;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The same scenario in two worlds, step by step: in one of them each client has PostgreSQL for itself, in the other one
 * it goes the way that is tried. After each step the client must know the same in both.
 *
 * <p>One step ends before the next begins, and no step waits for another client, so that there is nothing random but
 * the scenario. A step that would wait for a server, because as many clients as there are servers are in a transaction,
 * is left out. Notifications come when they come: they are compared once the first world has them all.
 */
final class Comparison implements AutoCloseable {
    private final World direct;
    private final World tried;
    private final int servers;

    /** @param servers how many transactions can be open at once */
    Comparison(World direct, World tried, int servers) {
        this.direct = direct;
        this.tried = tried;
        this.servers = servers;
    }

    /** Plays it from a clean start to the first difference. */
    Optional<Difference> play(Scenario scenario) throws IOException {
        direct.clear();
        tried.clear();
        boolean notifications = scenario.steps().stream().anyMatch(Step::notifies);
        boolean pending = false;
        int number = 0;
        for (Step step : scenario.steps()) {
            if (possible(step)) {
                pending |= step.notifies();
                Optional<Difference> difference = play(number, step, scenario.user());
                if (difference.isEmpty() && pending) {
                    difference = compareNotifications(number);
                    pending = direct.seats().stream().anyMatch(Seat::inTransaction);
                }
                if (difference.isPresent()) {
                    return difference;
                }
            }
            number++;
        }
        return notifications ? compareNotifications(number - 1) : Optional.empty();
    }

    private boolean possible(Step step) {
        return step instanceof Step.Leave
                || direct.seat(step.client()).inTransaction()
                || direct.seats().stream().filter(Seat::inTransaction).count() < servers;
    }

    private Optional<Difference> play(int number, Step step, String user) throws IOException {
        int pid = direct.seat(step.client()).pid();
        direct.begin(step, user);
        tried.begin(step, user);
        Outcome expected = direct.seat(step.client()).hear();
        Outcome actual = tried.seat(step.client()).hear();
        if (!actual.equals(expected)) {
            return Optional.of(new Difference(number, expected.against(actual), actual.against(expected)));
        }
        return pid != 0 && direct.seat(step.client()).pid() != pid ? compareLocks(number, pid) : Optional.empty();
    }

    /** After a client went: only its locks go with it. */
    private Optional<Difference> compareLocks(int number, int pid) throws IOException {
        direct.awaitGone(pid);
        String expected = direct.locks();
        String actual = tried.awaitLocks(expected);
        return difference(number, "advisory locks: " + expected, "advisory locks: " + actual);
    }

    private Optional<Difference> compareNotifications(int number) throws IOException {
        for (int client = 0; client < Scenario.CLIENTS; client++) {
            Seat expected = direct.seat(client);
            Seat actual = tried.seat(client);
            if (expected.idle()) {
                expected.probe();
                actual.await(expected.notifications());
                Optional<Difference> difference = difference(number, heard(client, expected), heard(client, actual));
                if (difference.isPresent()) {
                    return difference;
                }
            }
        }
        return Optional.empty();
    }

    private static String heard(int client, Seat seat) {
        List<String> notifications = seat.take();
        return "client " + client + " is notified of " + notifications;
    }

    private static Optional<Difference> difference(int number, String expected, String actual) {
        return expected.equals(actual)
                ? Optional.empty()
                : Optional.of(new Difference(number, "    " + expected + "\n", "    " + actual + "\n"));
    }

    @Override
    public void close() throws IOException {
        tried.close();
        direct.close();
    }
}
