package io.pgweir.it.harness;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Short ways to say something through JDBC. */
public final class Sql {
    private Sql() {}

    /** A connection straight to PostgreSQL, as its superuser. */
    public static Connection direct(Postgres postgres, String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postgres.port() + "/" + database + "?socketTimeout=25",
                Postgres.SUPERUSER,
                "");
    }

    /** Runs statements straight on PostgreSQL, each by itself. */
    public static void direct(Postgres postgres, String database, String... statements) throws SQLException {
        try (Connection connection = direct(postgres, database)) {
            run(connection, statements);
        }
    }

    /** Makes the ordinary users that tests work as. */
    public static void roles(Postgres postgres) throws SQLException {
        direct(postgres, "postgres", "CREATE ROLE alice LOGIN", "CREATE ROLE bob LOGIN", "CREATE ROLE carol LOGIN");
    }

    /** Makes an empty database, in place of one that may be left. */
    public static String database(Postgres postgres, String name) throws SQLException {
        direct(postgres, "postgres", "DROP DATABASE IF EXISTS " + name, "CREATE DATABASE " + name);
        direct(postgres, name, "GRANT ALL ON SCHEMA public TO PUBLIC");
        return name;
    }

    public static void run(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** The first column of all rows. */
    public static List<String> column(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(String.valueOf(rows.getString(1)));
            }
            return values;
        }
    }

    /** The only value. */
    public static String one(Connection connection, String sql) throws SQLException {
        List<String> values = column(connection, sql);
        if (values.size() != 1) {
            throw new AssertionError(sql + " has " + values.size() + " rows (expected: 1)");
        }
        return values.get(0);
    }

    /** How many server connections PostgreSQL sees in a database, beyond the one that asks. */
    public static int backends(Connection direct, String database) throws SQLException {
        return Integer.parseInt(one(
                direct,
                "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"
                        + " AND pid <> pg_backend_pid() AND datname = '" + database + "'"));
    }
}
