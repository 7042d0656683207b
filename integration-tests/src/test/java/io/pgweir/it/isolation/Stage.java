package io.pgweir.it.isolation;

import io.pgweir.it.harness.Postgres;
import io.pgweir.it.harness.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What the clients of a crowd find in a database. */
final class Stage {
    private Stage() {}

    /** A role for each place, which alice may take. */
    static void makeRoles(Postgres postgres) throws SQLException {
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < House.PLACES; i++) {
            String role = RoleVisit.roleOf(i);
            statements.add("DO $$ BEGIN CREATE ROLE " + role + "; EXCEPTION WHEN duplicate_object THEN END $$");
            statements.add("GRANT " + role + " TO alice");
        }
        Sql.direct(postgres, "postgres", statements.toArray(String[]::new));
    }

    /** Rows of tenants, and functions that leave state. */
    static void makeDatabase(Postgres postgres, String name) throws SQLException {
        Sql.database(postgres, name);
        Sql.direct(
                postgres,
                name,
                "CREATE TABLE notes (owner text)",
                "CREATE INDEX ON notes (owner)",
                "ALTER TABLE notes ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY tenant ON notes USING (owner = current_setting('app.tenant', true))",
                "GRANT ALL ON notes TO PUBLIC",
                function("set_tenant(who text)", "PERFORM set_config('app.tenant', who, false)"),
                function(
                        "make_temp(who text)", "EXECUTE format('CREATE TEMP TABLE mine AS SELECT %L::text AS v', who)"),
                function("take_lock(key int)", "PERFORM pg_advisory_lock(key)"),
                function("hear(channel text)", "EXECUTE format('LISTEN %I', channel)"));
    }

    private static String function(String head, String body) {
        return "CREATE FUNCTION " + head + " RETURNS void LANGUAGE plpgsql AS $$ BEGIN " + body + "; END $$";
    }
}
