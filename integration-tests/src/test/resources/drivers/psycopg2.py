"""psycopg2 as applications use it. @DSN@ is replaced."""

import io
import select

import psycopg2
import psycopg2.extensions
import psycopg2.extras

DSN = "@DSN@"


def rows(connection, sql, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def transactions(connection):
    with connection, connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS psycopg2_things")
        cursor.execute("CREATE TABLE psycopg2_things (id int PRIMARY KEY, name text)")
        psycopg2.extras.execute_values(
            cursor, "INSERT INTO psycopg2_things VALUES %s", [(i, "thing %d" % i) for i in range(1000)]
        )
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute("DELETE FROM psycopg2_things")
            cursor.execute("SELECT 1/0")
    except psycopg2.errors.DivisionByZero:
        pass
    assert rows(connection, "SELECT count(*) FROM psycopg2_things") == [(1000,)]
    connection.commit()


def copy(connection):
    with connection, connection.cursor() as cursor:
        cursor.copy_expert("COPY psycopg2_things FROM STDIN", io.StringIO("5000\tcopied\n"))
        out = io.StringIO()
        cursor.copy_expert("COPY (SELECT * FROM psycopg2_things WHERE id = 5000) TO STDOUT", out)
        assert out.getvalue() == "5000\tcopied\n"


def server_side_cursor(connection):
    with connection:
        with connection.cursor(name="many") as cursor:
            cursor.itersize = 100
            cursor.execute("SELECT * FROM generate_series(1, 1000)")
            assert sum(row[0] for row in cursor) == 500500


def notifications(connection, sender):
    connection.autocommit = True
    sender.autocommit = True
    connection.cursor().execute("LISTEN psycopg2_news")
    for i in range(10):
        sender.cursor().execute("SELECT pg_notify('psycopg2_news', %s)", (str(i),))
    heard = []
    while len(heard) < 10:
        assert select.select([connection], [], [], 10)[0], heard
        connection.poll()
        heard += [note.payload for note in connection.notifies]
        connection.notifies.clear()
    assert heard == [str(i) for i in range(10)], heard
    connection.cursor().execute("UNLISTEN *")


def isolation(connection):
    connection.autocommit = False
    connection.set_session(isolation_level="SERIALIZABLE", readonly=True)
    assert rows(connection, "SHOW transaction_isolation") == [("serializable",)]
    connection.rollback()
    connection.set_client_encoding("LATIN1")
    assert rows(connection, "SELECT %s", "h\u00e9") == [("h\u00e9",)]
    connection.rollback()


one = psycopg2.connect(DSN)
two = psycopg2.connect(DSN)
transactions(one)
copy(one)
server_side_cursor(one)
notifications(one, two)
isolation(one)
one.close()
two.close()
print("psycopg2 is content")
