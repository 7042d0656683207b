package io.pgweir.protocol.sql;

import static io.pgweir.protocol.sql.Suspicion.BACKEND;
import static io.pgweir.protocol.sql.Suspicion.BLOCK;
import static io.pgweir.protocol.sql.Suspicion.CLOSE;
import static io.pgweir.protocol.sql.Suspicion.CODE;
import static io.pgweir.protocol.sql.Suspicion.DISCARD;
import static io.pgweir.protocol.sql.Suspicion.DROP;
import static io.pgweir.protocol.sql.Suspicion.HOLD;
import static io.pgweir.protocol.sql.Suspicion.LAST_VALUE;
import static io.pgweir.protocol.sql.Suspicion.LISTEN;
import static io.pgweir.protocol.sql.Suspicion.LOCK;
import static io.pgweir.protocol.sql.Suspicion.NEXT_VALUE;
import static io.pgweir.protocol.sql.Suspicion.NEXT_VALUE_CALL;
import static io.pgweir.protocol.sql.Suspicion.NONE;
import static io.pgweir.protocol.sql.Suspicion.PREPARE;
import static io.pgweir.protocol.sql.Suspicion.RESET;
import static io.pgweir.protocol.sql.Suspicion.SET;
import static io.pgweir.protocol.sql.Suspicion.STICKY;
import static io.pgweir.protocol.sql.Suspicion.TEMP;
import static io.pgweir.protocol.sql.Suspicion.TEMP_SCHEMA;
import static io.pgweir.protocol.sql.Suspicion.UNLISTEN;
import static io.pgweir.protocol.sql.Suspicion.USER_CODE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatementRulesTest {
    private final SqlScanner scanner = new SqlScanner();

    @Test
    void a_set_that_outlives_its_transaction_is_suspected() {
        assertThatAll(
                SET,
                "set a = 1",
                "SET SESSION a TO 'x'",
                "set role r",
                "set session authorization r",
                "set session characteristics as transaction read only",
                "set time zone 'UTC'",
                "set local.a = 1",
                "set \"a\" = 1",
                "/* x */ set a = 1",
                "set names 'utf8'",
                "select set_config('a', 'b', false)",
                "select \"set_config\"('a', 'b', false)",
                "select pg_catalog.set_config('a', 'b', 'true')",
                "select set_config('a', 'b', not true)",
                "select set_config('a', 'b', true or false)",
                "select set_config('a', set_config('b', 'c', false), true)");
        assertThatAll(SET | USER_CODE, "update pg_settings set setting = '1'", "select set_config from t");
    }

    @Test
    void a_set_for_the_transaction_is_not_suspected() {
        assertThatAll(
                NONE,
                "set local a = 1",
                "set transaction read only",
                "set constraints all deferred",
                "select set_config('a', 'b', true)",
                "select set_config('a', concat('b', 'c', 'd'), TRUE), 1");
        assertThatAll(RESET, "SET LOCAL a TO DEFAULT", "set local time zone local");
        assertThatAll(
                USER_CODE,
                "update t set a = 1",
                "alter role r set a = 1",
                "alter database d set a = 1",
                "create function f() returns int language sql set a = 1 as ''");
        assertThatAll(USER_CODE | NEXT_VALUE, "insert into t values (1) on conflict do update set a = 1");
    }

    @Test
    void what_gives_defaults_back_resets() {
        assertThatAll(
                SET | RESET,
                "reset a",
                "RESET ALL",
                "set a to default",
                "set a = DEFAULT",
                "set time zone local",
                "set time zone default",
                "set session authorization default");
        assertThatAll(DISCARD | SET | RESET, "discard all");
        assertThatAll(DISCARD, "discard plans", "discard temp", "discard TEMPORARY", "discard sequences");
    }

    @Test
    void statements_prepared_in_sql_are_suspected() {
        assertThatAll(PREPARE, "prepare a as select 1", "prepare transaction as select 1", "deallocate a");
        assertThatAll(NONE, "prepare transaction 'x'");
        assertThatAll(
                PREPARE | USER_CODE,
                "execute a",
                "create table t as execute a",
                "create table t as /* x */ execute function",
                "explain analyze execute a",
                "select * from pg_prepared_statements",
                "select * from pg_prepared_statement()");
        assertThatAll(
                USER_CODE,
                "grant execute on function f to r",
                "create trigger t before update on a for each row execute function f()",
                "create or replace trigger t after update on a when (new.b is null) EXECUTE PROCEDURE f()",
                "create event trigger t on sql_drop execute function f()");
    }

    @Test
    void temporary_tables_are_suspected() {
        assertThatAll(TEMP | USER_CODE, "create temp table t (a int)", "select 1 into temporary t");
        assertThatAll(
                TEMP | TEMP_SCHEMA | USER_CODE,
                "select * from pg_temp.t",
                "select * from \"pg_temp\".t",
                "select * from pg_temp_17.t",
                "select pg_my_temp_schema()");
        assertThatAll(DISCARD, "discard temp");
        assertThatAll(TEMP | DROP | USER_CODE, "create temp table t (a int) on commit drop");
        assertThatAll(DROP | USER_CODE, "drop table t");
        assertThatAll(USER_CODE, "select \"temp\", temp1 from temps");
    }

    @Test
    void cursors_with_hold_are_suspected() {
        assertThatAll(HOLD | USER_CODE, "declare c cursor with hold for select 1");
        assertThatAll(USER_CODE, "declare c cursor without hold for select 1", "select 1 hold from t");
        assertThatAll(CLOSE, "close c");
    }

    @Test
    void functions_that_leave_state_are_suspected() {
        assertThatAll(LOCK, "select pg_advisory_lock(1)", "select PG_TRY_ADVISORY_LOCK(1, 2)");
        assertThatAll(LOCK, "select pg_advisory_unlock_all()", "select \"pg_advisory_lock\"(1)");
        assertThatAll(LOCK | USER_CODE, "select pg_advisory_lock_shared(1)");
        assertThatAll(NONE, "select pg_advisory_xact_lock(1)");
        assertThatAll(LAST_VALUE, "select currval('s')", "select lastval()");
        assertThatAll(NEXT_VALUE | NEXT_VALUE_CALL, "select nextval('s')", "select setval('s', 1)");
        assertThatAll(
                USER_CODE | NEXT_VALUE,
                "insert into t values (1)",
                "with a as (insert into t values (1)) select 1",
                "merge into t using s on true when not matched then insert default values",
                "copy t from stdin");
        assertThatAll(STICKY | USER_CODE, "load 'x'", "select setseed(0.5)", "select dblink_connect('x')");
        assertThatAll(BACKEND, "select pg_backend_pid()");
        assertThatAll(BACKEND | USER_CODE, "select pg_stat_reset_shared('x')");
    }

    @Test
    void code_that_cannot_be_looked_into_is_suspected() {
        assertThatAll(
                CODE | USER_CODE,
                "do $$ begin end $$",
                "call p()",
                "select U&\"s\\0065t_config\"('a', 'b', false)",
                "select query_to_xml('select 1', true, true, '')");
    }

    @Test
    void what_begins_a_transaction_block_is_said() {
        assertThatAll(BLOCK, "begin", "begin isolation level serializable", "start transaction", "select 1; begin");
        assertThatAll(NONE, "commit", "rollback and chain", "end");
    }

    @Test
    void a_question_for_the_channels_is_like_their_end() {
        assertThatAll(UNLISTEN | USER_CODE, "select * from pg_listening_channels()");
        assertThatAll(UNLISTEN, "unlisten a", "unlisten *");
    }

    @Test
    void only_innocent_statements_run_no_code_of_users() {
        assertThatAll(
                NONE,
                "",
                "commit",
                "rollback to a",
                "show a",
                "notify a",
                "lock table t",
                "select 1",
                "select now(), count(*)",
                "select pg_catalog.now()",
                "select 'a'::text, $1::int, date '2020-01-01'",
                "select case when (1 = 1) then ('a') else ('b') end",
                "values (1, 2), (3, 4)",
                "select pg_is_in_recovery()");
        assertThatAll(
                USER_CODE,
                "select f()",
                "select f ()",
                "select \"f\"()",
                "select s.now()",
                "select (r).f",
                "select 'a'::domain",
                "select domain 'a'",
                "select 1 @@@ 2",
                "select 1from t",
                "select 1 into t",
                "(select 1)",
                "table t",
                "with a as (select 1) select 1");
    }

    @Test
    void semicolons_in_a_body_begin_no_statement() {
        String body = "create or replace function f() returns int begin atomic"
                + " select case when true then 1 end; select 2; end";

        assertThatAll(USER_CODE, body, body + ";", "create rule r as on delete to t do (notify a; notify b)");
        assertThatAll(USER_CODE | LISTEN, body + "; listen a", "create view v as select begin atomic; listen a");
        assertThat(SqlTexts.scanned(body + ";").statements()).isEqualTo(1);
        assertThat(SqlTexts.scanned(body + "; select 1").statements()).isEqualTo(2);
    }

    @Test
    void many_statements_add_up() {
        assertThatAll(LISTEN | UNLISTEN | SET, "listen a;set a=1;unlisten b");
        assertThatAll(SET | RESET, "select set_config('a', 'b', true); set local a = 1; reset b");
    }

    @Test
    void functions_to_pin_for_may_be_added() {
        SqlScanner pinning = new SqlScanner(PinFunctions.of(List.of("My_Function", "app_*_open", "upper")));

        assertThat(found(pinning, "select * from my_function()")).isEqualTo(STICKY | USER_CODE);
        assertThat(found(pinning, "select \"app_x_open\"()")).isEqualTo(STICKY | USER_CODE);
        assertThat(found(pinning, "select upper('a')")).isEqualTo(STICKY);
        assertThat(found(pinning, "select app_x_close()")).isEqualTo(USER_CODE);
    }

    private int found(SqlScanner by, String sql) {
        SqlTexts.scan(by, sql.getBytes(StandardCharsets.UTF_8), 0, true, ClientEncoding.ASCII_SAFE);
        return by.suspicions();
    }

    private void assertThatAll(int suspicions, String... texts) {
        for (String sql : texts) {
            byte[] bytes = sql.getBytes(StandardCharsets.UTF_8);
            for (int split = 0; split <= bytes.length; split++) {
                SqlTexts.scan(scanner, bytes, split, true, ClientEncoding.ASCII_SAFE);
                assertThat(scanner.suspicions())
                        .as("%s split at %d", sql, split)
                        .isEqualTo(suspicions);
            }
            assertThat(SqlTexts.suspicionsOf(scanner, sql)).as(sql).isEqualTo(suspicions);
        }
    }
}
