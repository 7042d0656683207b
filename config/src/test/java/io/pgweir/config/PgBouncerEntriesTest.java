package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PgBouncerEntriesTest {
    private final TestFiles files;

    PgBouncerEntriesTest(@TempDir Path directory) {
        files = new TestFiles(directory);
    }

    @Test
    void a_database_is_mapped() {
        Config config = files.ini("""
                [databases]
                app = host=db1 port=5433 dbname='real name' user=joe password='se cret' connect_query='SELECT ''x'''
                      ; the line above has all that names a server
                "my app" = host=db1 port=5433 pool_size=7 min_pool_size=2 reserve_pool=3 pool_mode=statement max_db_connections=9
                tuned = host=db1 client_encoding=UTF8 datestyle=ISO timezone=UTC application_name=x query_wait_timeout=1.5 server_lifetime=60 max_db_client_connections=8 reserve_pool_size=4
                """);

        DatabaseConfig app = TestFiles.database(config, "app");
        assertThat(app.server()).isEqualTo("db1:5433");
        assertThat(app.dbname()).contains("real name");
        assertThat(app.user()).contains("joe");
        assertThat(app.password()).contains(new Secret("se cret"));
        assertThat(app.connectQuery()).contains("SELECT 'x'");
        assertThat(TestFiles.database(config, "my app").pools().values())
                .isEqualTo(
                        Map.of("size", 7, "min", 2, "reserve", 3, "mode", PoolMode.STATEMENT, "maxDbConnections", 9));
        DatabaseConfig tuned = TestFiles.database(config, "tuned");
        assertThat(tuned.parameters())
                .containsExactly(
                        Map.entry("client_encoding", "UTF8"),
                        Map.entry("datestyle", "ISO"),
                        Map.entry("timezone", "UTC"),
                        Map.entry("application_name", "x"));
        assertThat(tuned.pools().values()).isEqualTo(Map.of("queryWaitTimeout", Duration.ofMillis(1500), "reserve", 4));
        assertThat(tuned.serverLifetime()).contains(Duration.ofMinutes(1));
        assertThat(tuned.maxClients()).contains(8);
    }

    @Test
    void databases_share_the_servers_that_they_name() {
        Config config = files.ini("""
                [databases]
                a = host=db1
                b = host=db1 port=5432
                c = host=db1 port=5433
                d =
                e = port=5434
                f = host=/run/postgresql
                [pgbouncer]
                unix_socket_dir = /run/pgb
                """);

        assertThat(config.servers().keySet())
                .containsExactly("db1:5432", "db1:5433", "/run/pgb:5432", "/run/pgb:5434", "/run/postgresql:5432");
        assertThat(TestFiles.server(config, "db1:5433").host()).isEqualTo("db1");
        assertThat(TestFiles.server(config, "db1:5433").port()).isEqualTo(5433);
        assertThat(TestFiles.database(config, "b").server()).isEqualTo("db1:5432");
        assertThat(TestFiles.database(config, "d").server()).isEqualTo("/run/pgb:5432");
    }

    @Test
    void without_a_host_and_a_socket_directory_the_usual_one_is_used() {
        List<String> warnings = files.iniWarnings("[databases]\na =\n[pgbouncer]\nunix_socket_dir=\n");

        assertThat(warnings)
                .containsExactly("pgbouncer.ini:2:1: no host and no unix_socket_dir; the directory /tmp is used");
        assertThat(files.load("pgbouncer.ini").config().servers()).containsOnlyKeys("/tmp:5432");
    }

    @Test
    void a_user_is_mapped() {
        Config config = files.ini("""
                [users]
                joe = pool_mode=session pool_size=3 reserve_pool_size=1 max_user_connections=4 query_timeout=5 idle_transaction_timeout=6 transaction_timeout=7 query_wait_timeout=0 client_idle_timeout=8 max_user_client_connections=9
                """);

        UserConfig joe = TestFiles.user(config, "joe");
        assertThat(joe.maxClients()).contains(9);
        assertThat(joe.clientIdleTimeout()).contains(Duration.ofSeconds(8));
        assertThat(joe.pools().values())
                .isEqualTo(Map.of(
                        "mode",
                        PoolMode.SESSION,
                        "size",
                        3,
                        "reserve",
                        1,
                        "maxUserConnections",
                        4,
                        "queryTimeout",
                        Duration.ofSeconds(5),
                        "idleTransactionTimeout",
                        Duration.ofSeconds(6),
                        "transactionTimeout",
                        Duration.ofSeconds(7),
                        "queryWaitTimeout",
                        Duration.ZERO));
    }

    @Test
    void zero_leaves_the_global_timeouts_and_limits_of_a_user_as_they_are() {
        Config config = files.ini("""
                [users]
                joe = max_user_connections=0 query_timeout=0 idle_transaction_timeout=0.0 transaction_timeout=0 client_idle_timeout=0 max_user_client_connections=0
                """);

        assertThat(TestFiles.user(config, "joe"))
                .extracting(UserConfig::maxClients, UserConfig::clientIdleTimeout, UserConfig::pools)
                .containsExactly(Optional.empty(), Optional.empty(), Overrides.none(PoolsConfig.class));
    }

    @Test
    void the_console_holds_no_secrets() {
        assertThat(files.iniProblems("[databases]\na = host=x auth_dbname=pgbouncer\n"))
                .singleElement()
                .asString()
                .contains(":2:", "cannot use the reserved \"pgbouncer\" database as an auth_dbname");
    }

    @Test
    void several_hosts_are_one_server() {
        Config config = files.ini("[databases]\na = host=db1,db2\nb = host=db1,db2 load_balance_hosts=disable\n");

        assertThat(config.servers()).containsOnlyKeys("db1,db2:5432", "db1,db2:5432:disable");
        assertThat(TestFiles.database(config, "b").server()).isEqualTo("db1,db2:5432:disable");
        assertThat(config.servers().values())
                .extracting(ServerConfig::host, ServerConfig::loadBalanceHosts)
                .containsExactly(
                        tuple("db1,db2", LoadBalanceHosts.ROUND_ROBIN), tuple("db1,db2", LoadBalanceHosts.DISABLE));
    }

    @Test
    void peers_are_not_supported_yet() {
        assertThat(files.iniWarnings("[databases]\n* = host=x\n[peers]\n1 = host=y\n"))
                .containsExactly("pgbouncer.ini:3:1: [peers] is not supported yet and has no effect");
    }
}
