package io.pgweir.it.isolation;

import io.pgweir.it.harness.PgweirProcess;
import io.pgweir.it.harness.Together;
import io.pgweir.it.harness.WireClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Many clients with one kind of state, on few servers, for a while. Each has its own value of what all have, and looks
 * at once and later whether it is still its own. They die at random, and others come in their place.
 *
 * <p>What each client does comes from one seed, which a failure names; {@code -Disolation.seed} repeats it,
 * {@code -Disolation.seconds} is how long each crowd lasts. How their messages mingle is up to the machine.
 */
final class Crowd {
    private static final long SEED = Long.getLong("isolation.seed", System.nanoTime());
    private static final long SECONDS = Long.getLong("isolation.seconds", 3);

    private final PgweirProcess pgweir;
    private final String database;
    private final House house;
    private final Queue<Throwable> offences = new ConcurrentLinkedQueue<>();
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicInteger killed = new AtomicInteger();

    /** @param hides whether functions that no text shows leave state, too */
    Crowd(PgweirProcess pgweir, String database, boolean hides) {
        this.pgweir = pgweir;
        this.database = database;
        this.house = new House(hides);
    }

    /** Until somebody meets what is another's, or the time is over. */
    void comes(Kind kind) throws InterruptedException {
        long until = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
        Together.run(House.PLACES, number -> {
            Random random = new Random(SEED + number);
            for (int generation = 0; System.nanoTime() < until && offences.isEmpty(); generation++) {
                live(kind, number, generation, random, until);
            }
        });
        System.out.println(this + " with " + kind);
    }

    private void live(Kind kind, int number, int generation, Random random, long until) throws IOException {
        String user = kind == Kind.ROLE ? RoleVisit.userOf(number) : "alice";
        try (WireClient client = pgweir.wire(database, user)) {
            Guest guest = new Guest(client, house, number, generation, random);
            house.names().add(guest.name());
            Visit visit = kind.visitOf(guest);
            guest.beforeDeath(visit::leaves);
            while (System.nanoTime() < until && offences.isEmpty()) {
                visit.round();
                rounds.incrementAndGet();
            }
            visit.leaves();
        } catch (Killed e) {
            killed.incrementAndGet();
        } catch (AssertionError | IOException e) {
            offences.add(e);
        }
    }

    /** What went wrong, first things first. */
    Queue<Throwable> offences() {
        return offences;
    }

    int rounds() {
        return rounds.get();
    }

    int killed() {
        return killed.get();
    }

    @Override
    public String toString() {
        return "a crowd of " + House.PLACES + " (again by -Disolation.seed=" + SEED + "): " + rounds + " rounds, "
                + killed + " killed";
    }
}
