package io.pgweir.proxy.pool;

import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.terminate;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.emptyQuery;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static org.assertj.core.api.Assertions.assertThat;

import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.Frame;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a pool does as time goes by; the time is the test's. */
class PoolTimeTest {
    private static final Frame BEGIN = query("BEGIN");

    private final TestProxy proxy = new TestProxy();

    @AfterEach
    void close() throws IOException {
        proxy.close();
    }

    /** The pool looks at its deadlines as if it were that much later. */
    private void timePasses(Duration time) {
        boolean unused = proxy.askPool("db", pool -> {
            pool.tick(pool.loop().nowNanos() + time.toNanos());
            return true;
        });
    }

    private FakeConnection server() {
        return proxy.server().connection("db");
    }

    private static void begins(WireClient client, FakeConnection server) {
        client.send(BEGIN);
        answersBegin(client, server);
    }

    private static void answersBegin(WireClient client, FakeConnection server) {
        server.expect(BEGIN);
        server.send(complete("BEGIN"), ready('T'));
        client.expect(complete("BEGIN"), ready('T'));
    }

    private static void commits(WireClient client, FakeConnection server) {
        client.send(query("COMMIT"));
        server.expect(query("COMMIT"));
        server.send(complete("COMMIT"), ready());
        client.expect(complete("COMMIT"), ready());
    }

    private static void ends(FakeConnection server) {
        server.expect(terminate());
        server.expectEnd();
    }

    /** Wants a server and does not mind to get none. */
    private static final class Nobody implements LeaseHolder {
        @Override
        public void leased(PooledServer server) {
            server.pool().close(server, "nobody wants it");
        }

        @Override
        public void refused(ErrorResponse error) {
            // as it may be
        }

        @Override
        public void waitsLong(ErrorResponse notice) {
            // as it may be
        }

        @Override
        public long waitingSinceNanos() {
            return System.nanoTime();
        }

        @Override
        public void checkDeadlines(long nowNanos) {
            // it has none
        }
    }

    private void members(int count) {
        proxy.awaitPool("db", pool -> assertThat(pool.members()).hasSize(count));
    }

    private void idle(int count) {
        proxy.awaitPool("db", pool -> assertThat(pool.count(ServerState.IDLE)).isEqualTo(count));
    }

    private void waiting(int count) {
        proxy.awaitPool("db", pool -> assertThat(pool.waiting()).isEqualTo(count));
    }

    @Test
    void who_waits_longest_is_served_first() throws IOException {
        proxy.with("pools", "{size: 1}").start();
        WireClient busy = proxy.login("db");
        FakeConnection server = server();
        begins(busy, server);
        List<WireClient> queue = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            WireClient next = proxy.login("db");
            next.send(BEGIN);
            waiting(i);
            queue.add(next);
        }

        commits(busy, server);

        for (WireClient next : queue) {
            answersBegin(next, server);
            commits(next, server);
        }
        members(1);
    }

    @Test
    void a_server_that_is_idle_too_long_ends() throws IOException {
        proxy.with("connections", "{idle_timeout: 10m}").start();
        proxy.login("db");
        FakeConnection server = server();
        idle(1);

        timePasses(Duration.ofMinutes(9));
        members(1);
        timePasses(Duration.ofMinutes(11));

        ends(server);
        members(0);
    }

    @Test
    void the_minimum_stays_however_idle_it_is() throws IOException {
        proxy.with("pools", "{size: 5, min: 1}")
                .with("connections", "{idle_timeout: 10m}")
                .start();
        proxy.login("db");
        FakeConnection unused = server();
        idle(1);

        timePasses(Duration.ofMinutes(11));

        members(1);
    }

    @Test
    void the_minimum_is_opened_while_anybody_is_connected() throws IOException {
        proxy.with("pools", "{size: 5, min: 3}").start();
        proxy.login("db");

        members(3);

        proxy.awaitPool("db", pool -> assertThat(pool.count(ServerState.IDLE)).isEqualTo(3));
    }

    @Test
    void servers_end_at_their_age_one_after_the_other() throws IOException {
        proxy.with("pools", "{size: 4}")
                .with("connections", "{lifetime: 1h, idle_timeout: 0}")
                .start();
        List<WireClient> clients = new ArrayList<>();
        List<FakeConnection> servers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            WireClient client = proxy.login("db");
            client.send(BEGIN);
            FakeConnection server = server();
            answersBegin(client, server);
            clients.add(client);
            servers.add(server);
        }
        for (int i = 0; i < 2; i++) {
            commits(clients.get(i), servers.get(i));
        }
        idle(2);

        timePasses(Duration.ofMinutes(59));
        members(2);
        timePasses(Duration.ofMinutes(61));
        members(1);
        timePasses(Duration.ofMinutes(62));
        members(1);
        timePasses(Duration.ofMinutes(77)); // a quarter of an hour later: lifetime by size

        members(0);
    }

    @Test
    void a_server_in_use_is_not_ended_for_its_age() throws IOException {
        proxy.with("connections", "{lifetime: 1h}").start();
        WireClient client = proxy.login("db");
        FakeConnection server = server();
        begins(client, server);

        timePasses(Duration.ofHours(2));

        members(1);
        commits(client, server);
    }

    @Test
    void a_server_that_rested_long_is_tested_before_it_is_used_again() throws IOException {
        proxy.with("pools", "{size: 1}") // a second server might be faster than the test
                .with("connections", "{check_delay: 1ms, check_query: SELECT 1}")
                .start();
        WireClient client = proxy.login("db");
        FakeConnection server = server();
        idle(1);

        client.send(BEGIN);

        server.expect(query("SELECT 1"));
        server.send(complete("SELECT 1"), ready());
        answersBegin(client, server);
    }

    @Test
    void a_server_that_fails_its_test_is_replaced() throws IOException {
        proxy.with("connections", "{check_delay: 1ms, check_query: SELECT 1}").start();
        WireClient client = proxy.login("db");
        FakeConnection server = server();
        idle(1);

        client.send(BEGIN);
        server.expect(query("SELECT 1"));
        server.send(new Frame('E', "SERROR\0C57P01\0Mno\0\0"), ready());

        ends(server);
        answersBegin(client, server());
    }

    @Test
    void an_attempt_that_is_given_up_as_it_succeeds_harms_nobody() throws IOException {
        proxy.start();
        WireClient client = proxy.login("db");
        FakeConnection server = server();

        boolean unused = proxy.askPool("db", pool -> {
            assertThat(pool.dedicated().lease(new Nobody())).isTrue();
            pool.tick(pool.loop().nowNanos() + Duration.ofMinutes(1).toNanos());
            return true;
        });
        proxy.awaitReads();

        begins(client, server); // and the log has no failure of the loop, as the end of every test makes sure
    }

    @Test
    void a_test_that_is_never_answered_costs_the_server() throws IOException {
        proxy.with("pools", "{size: 1, query_wait_notify: 0}")
                .with("connections", "{check_delay: 1ms, check_query: SELECT 1}")
                .start();
        WireClient client = proxy.login("db");
        FakeConnection server = server();
        idle(1);
        client.send(BEGIN);
        server.expect(query("SELECT 1"));

        timePasses(Duration.ofSeconds(31));

        server.expectEnd();
        answersBegin(client, server());
    }

    @Test
    void the_reserve_opens_for_who_waits_too_long() throws IOException {
        proxy.with("pools", "{size: 1, reserve: 1, reserve_after: 5s, query_wait_notify: 0}")
                .start();
        WireClient busy = proxy.login("db");
        begins(busy, server());
        WireClient waits = proxy.login("db");
        waits.send(BEGIN);
        waiting(1);

        timePasses(Duration.ofSeconds(4));
        members(1);
        timePasses(Duration.ofSeconds(6));

        answersBegin(waits, server());
        members(2);
    }

    @Test
    void nobody_waits_longer_than_allowed() throws IOException {
        proxy.with("pools", "{size: 1, query_wait_timeout: 2m, query_wait_notify: 0}")
                .start();
        WireClient busy = proxy.login("db");
        begins(busy, server());
        WireClient waits = proxy.login("db");
        waits.send(BEGIN);
        waiting(1);

        timePasses(Duration.ofSeconds(119));
        waiting(1);
        timePasses(Duration.ofSeconds(121));

        assertThat(waits.expectError("53300").message()).isEqualTo("query_wait_timeout");
        waits.expectEnd();
    }

    @Test
    void a_tested_server_answers_emptiness_as_well() throws IOException {
        proxy.with("connections", "{check_delay: 1ms}").start();
        WireClient client = proxy.login("db");
        FakeConnection server = server();
        idle(1);

        client.send(BEGIN);

        Frame test = server.next();
        assertThat(test.type()).isEqualTo('Q');
        server.send(emptyQuery(), ready());
        answersBegin(client, server);
    }
}
