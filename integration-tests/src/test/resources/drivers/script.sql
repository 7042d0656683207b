-- psql as people use it
\set ON_ERROR_STOP off
DROP TABLE IF EXISTS psql_things;
CREATE TABLE psql_things (id int PRIMARY KEY, name text);
\copy psql_things from stdin
1	one
2	two
\.
\copy (select * from psql_things order by id) to stdout
BEGIN;
INSERT INTO psql_things VALUES (1, 'again');
SELECT 'skipped';
ROLLBACK;
SELECT count(*) AS things FROM psql_things \gset
SELECT :things + 1;
SELECT 'CREATE TABLE psql_made (a int)' \gexec
INSERT INTO psql_made VALUES (1), (2) RETURNING a;
DROP TABLE psql_made;
SELECT 'one'\; SELECT 'two';
\set FETCH_COUNT 2
SELECT * FROM generate_series(1, 5);
\unset FETCH_COUNT
LISTEN psql_news;
SELECT pg_backend_pid() > 0;
UNLISTEN *;
\timing off
\d psql_things
SET application_name = 'psql renamed';
SHOW application_name;
DO $$ BEGIN RAISE NOTICE 'a notice'; END $$;
\c
SELECT current_user, current_setting('application_name');
SELECT 1/0;
DROP TABLE psql_things;
