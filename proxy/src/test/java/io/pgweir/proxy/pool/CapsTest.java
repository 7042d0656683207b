package io.pgweir.proxy.pool;

import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.startup;
import static io.pgweir.proxy.testing.ClientFrames.terminate;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.pgweir.proxy.testing.FakeConnection;
import io.pgweir.proxy.testing.Login;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Caps that go over several pools, and what a pool does when its server cannot be had. */
class CapsTest {
    private final TestProxy proxy = new TestProxy();

    @AfterEach
    void close() throws IOException {
        proxy.close();
    }

    private WireClient login(String user, String database) {
        return proxy.connect().login("user", user, "database", database);
    }

    private static void runs(WireClient client, FakeConnection server, String sql, char status) {
        client.send(query(sql));
        answers(client, server, sql, status);
    }

    private static void answers(WireClient client, FakeConnection server, String sql, char status) {
        server.expect(query(sql));
        server.send(complete("DONE"), ready(status));
        client.expect(complete("DONE"), ready(status));
    }

    private int used(String database) {
        return proxy.askPool(database, pool -> ((SharedCap) pool.caps().get(0)).used());
    }

    @Test
    void a_database_has_no_more_servers_than_its_cap_whoever_asks() throws IOException {
        proxy.with("pools", "{size: 5, max_db_connections: 1}").start();
        WireClient alice = login("alice", "db");
        FakeConnection server = proxy.server().connection("db");
        runs(alice, server, "BEGIN", 'T');

        WireClient bob = proxy.connect();
        bob.send(startup("user", "bob", "database", "db"));
        proxy.awaitReads();

        assertThat(proxy.server().accepted()).isEqualTo(1);
        runs(alice, server, "COMMIT", 'I');
        server.expect(terminate()); // idle now, so it makes room
        bob.expectWelcome();
        assertThat(used("db")).isEqualTo(1);
    }

    @Test
    void an_idle_server_of_another_pool_makes_room_at_once() throws IOException {
        proxy.with("pools", "{size: 5, max_user_connections: 1}").start();
        WireClient first = login("alice", "one");
        FakeConnection server = proxy.server().connection("one");

        WireClient second = login("alice", "two");

        server.expect(terminate());
        server.expectEnd();
        runs(second, proxy.server().connection("two"), "SELECT 1", 'I');
        first.send(query("SELECT 2"));
        answers(first, proxy.server().connection("one"), "SELECT 2", 'I');
    }

    @Test
    void a_place_that_is_taken_for_nothing_is_given_back() throws IOException {
        proxy.with("pools", "{size: 1, max_db_connections: 3, max_user_connections: 1}")
                .start();
        WireClient alice = login("alice", "db");
        FakeConnection server = proxy.server().connection("db");
        runs(alice, server, "BEGIN", 'T');

        boolean taken = proxy.askPool("db", pool -> pool.acquireCaps(false));

        assertThat(taken).isFalse();
        assertThat(used("db")).isEqualTo(1);
    }

    @Test
    void failed_logins_leave_no_place_taken() throws IOException {
        proxy.with("pools", "{size: 2, max_db_connections: 2}")
                .with("connections", "{login_retry: 50ms}")
                .start();
        WireClient served = login("alice", "db");
        FakeConnection server = proxy.server().connection("db");
        runs(served, server, "BEGIN", 'T');
        proxy.server().login(Login.refuse("53300", "too many clients already"));
        WireClient waits = login("alice", "db");
        waits.send(query("SELECT 1"));
        int before = proxy.server().accepted();

        await().until(() -> proxy.server().accepted() > before + 2);
        proxy.server().login(Login.trust());

        answers(waits, proxy.server().connection("db"), "SELECT 1", 'I');
        assertThat(used("db")).isEqualTo(2);
    }

    @Test
    void a_refused_login_is_told_and_remembered_for_a_while() throws IOException {
        proxy.with("connections", "{login_retry: 1h}").start();
        proxy.server().login(Login.refuse("28000", "role does not exist"));
        WireClient first = proxy.connect();
        first.send(startup("user", "alice", "database", "db"));
        assertThat(first.expectError("28000").message()).isEqualTo("role does not exist");

        WireClient second = proxy.connect();
        second.send(startup("user", "alice", "database", "db"));

        assertThat(second.expectError("08006").message())
                .isEqualTo("server login has been failing, cached error: role does not exist (server_login_retry)");
        assertThat(proxy.server().accepted()).isEqualTo(1);
        assertThat(used("db")).isZero();
    }
}
