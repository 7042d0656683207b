"""psycopg 3 as applications use it. @DSN@ is replaced."""

import asyncio

import psycopg

DSN = "@DSN@"


def prepared(connection, other):
    connection.prepare_threshold = 1
    other.prepare_threshold = 1
    for i in range(30):
        assert connection.execute("SELECT %s::int + 1", (i,)).fetchone() == (i + 1,)
        assert other.execute("SELECT %s::int + 2", (i,)).fetchone() == (i + 2,)
    connection.commit()
    other.commit()
    for _ in range(2):
        for i in range(80):  # fewer than it keeps
            assert connection.execute("SELECT %%s::int + %d" % i, (1,), prepare=True).fetchone() == (i + 1,)
        connection.commit()


def transactions(connection):
    connection.execute("DROP TABLE IF EXISTS psycopg3_things")
    connection.execute("CREATE TABLE psycopg3_things (id int PRIMARY KEY, name text)")
    connection.commit()
    with connection.transaction():
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO psycopg3_things VALUES (%s, %s)", [(i, str(i)) for i in range(500)])
        try:
            with connection.transaction():
                connection.execute("INSERT INTO psycopg3_things VALUES (1, 'again')")
        except psycopg.errors.UniqueViolation:
            pass
    assert connection.execute("SELECT count(*) FROM psycopg3_things").fetchone() == (500,)
    connection.commit()


def pipeline(connection):
    with connection.pipeline() as line:
        cursors = [connection.execute("SELECT %s::int * 2", (i,)) for i in range(300)]
        line.sync()
        assert [cursor.fetchone()[0] for cursor in cursors] == [2 * i for i in range(300)]
    connection.commit()
    try:
        with connection.pipeline():
            connection.execute("INSERT INTO psycopg3_things VALUES (9000, 'rolled back')")
            connection.execute("SELECT 1/0")
            connection.execute("INSERT INTO psycopg3_things VALUES (9001, 'skipped')")
    except psycopg.errors.DivisionByZero:
        pass
    connection.rollback()
    assert connection.execute("SELECT count(*) FROM psycopg3_things WHERE id >= 9000").fetchone() == (0,)
    connection.commit()


def copy(connection):
    with connection.cursor() as cursor:
        with cursor.copy("COPY psycopg3_things FROM STDIN") as target:
            for i in range(10000, 20000):
                target.write_row((i, "copied"))
        with cursor.copy("COPY (SELECT id FROM psycopg3_things WHERE id >= 10000 ORDER BY id) TO STDOUT") as source:
            assert [int(row[0]) for row in source.rows()] == list(range(10000, 20000))
    connection.rollback()


def server_side_cursor(connection):
    with connection.transaction(), connection.cursor(name="many") as cursor:
        cursor.itersize = 100
        cursor.execute("SELECT * FROM generate_series(1, 1000)")
        assert sum(row[0] for row in cursor) == 500500
    connection.commit()


def binary(connection):
    with connection.cursor(binary=True) as cursor:
        assert cursor.execute("SELECT %b::bytea, 1.5::float8", (b"\x00\xff",)).fetchone() == (b"\x00\xff", 1.5)
    connection.commit()


async def notifications():
    connection = await psycopg.AsyncConnection.connect(DSN, autocommit=True)
    sender = await psycopg.AsyncConnection.connect(DSN, autocommit=True)
    await connection.execute("LISTEN psycopg3_news")

    async def hear():
        heard = []
        async for note in connection.notifies():
            heard.append(note.payload)
            if len(heard) == 10:
                return heard

    hearing = asyncio.ensure_future(hear())
    for i in range(10):
        await sender.execute("SELECT pg_notify('psycopg3_news', %s)", (str(i),))
    assert await asyncio.wait_for(hearing, 10) == [str(i) for i in range(10)]
    await connection.close()
    await sender.close()


with psycopg.connect(DSN) as one, psycopg.connect(DSN) as two:
    prepared(one, two)
    transactions(one)
    pipeline(one)
    copy(one)
    server_side_cursor(one)
    binary(one)
asyncio.run(notifications())
print("psycopg is content")
