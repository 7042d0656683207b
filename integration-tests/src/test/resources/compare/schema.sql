-- What both databases hold before each run. Each client has sequences and tables of its own, numbered as it is.
CREATE SCHEMA s1;
CREATE SCHEMA s2;
GRANT ALL ON SCHEMA s1, s2 TO PUBLIC;
CREATE TABLE which (name text);
CREATE TABLE s1.which (name text);
CREATE TABLE s2.which (name text);
INSERT INTO which VALUES ('public');
INSERT INTO s1.which VALUES ('s1');
INSERT INTO s2.which VALUES ('s2');
CREATE TABLE secret (owner text);
INSERT INTO secret VALUES ('compare_r1');
DO $$
BEGIN
    FOR me IN 0..7 LOOP
        EXECUTE format('CREATE SEQUENCE own_%s', me);
        EXECUTE format('CREATE TABLE items_%s (id serial, note text)', me);
    END LOOP;
END $$;

CREATE FUNCTION clear() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    FOR me IN 0..7 LOOP
        EXECUTE format('DELETE FROM items_%s', me);
        PERFORM setval(format('own_%s', me)::regclass, 1, false), setval(format('items_%s_id_seq', me)::regclass, 1, false);
    END LOOP;
END $$;

-- State that changes where no client and no pooler can see it.
CREATE FUNCTION set_tenant(tenant text) RETURNS text LANGUAGE sql AS $$ SELECT set_config('app.tenant', tenant, false) $$;
CREATE FUNCTION set_locally(tenant text) RETURNS text LANGUAGE sql AS $$ SELECT set_config('app.tenant', tenant, true) $$;
CREATE FUNCTION set_memory(memory text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('SET work_mem = %L', memory);
    RETURN current_setting('work_mem');
END $$;
CREATE FUNCTION with_memory() RETURNS text LANGUAGE sql SET work_mem = '3MB' AS $$ SELECT current_setting('work_mem') $$;
CREATE FUNCTION make_temp(name text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TEMP TABLE %I (n int)', name);
END $$;
CREATE FUNCTION take_lock(key bigint) RETURNS void LANGUAGE sql AS $$ SELECT pg_advisory_lock(key) $$;
CREATE FUNCTION hear(channel text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('LISTEN %I', channel);
END $$;
CREATE FUNCTION next_of(sequence text) RETURNS bigint LANGUAGE sql AS $$ SELECT nextval(sequence::regclass) $$;
CREATE FUNCTION set_and_fail(tenant text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.tenant', tenant, false);
    RAISE EXCEPTION 'tenant % is refused', tenant;
END $$;
CREATE PROCEDURE set_and_commit(tenant text) LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.tenant', tenant, false);
    COMMIT;
    RAISE NOTICE 'tenant %', current_setting('app.tenant');
END $$;

GRANT ALL ON ALL TABLES IN SCHEMA public, s1, s2 TO PUBLIC;
GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO PUBLIC;
REVOKE ALL ON secret FROM PUBLIC;
GRANT SELECT ON secret TO compare_r1;

-- For the one who watches. The view of other backends is taken once per transaction unless it is thrown away.
CREATE FUNCTION others(wanted int) RETURNS bigint LANGUAGE sql VOLATILE AS $$
    SELECT pg_stat_clear_snapshot();
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'
        AND pid <> pg_backend_pid() AND (wanted = 0 OR pid = wanted)
$$;
CREATE FUNCTION await_gone(backend int) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN 1..10000 LOOP
        IF others(backend) = 0 THEN
            RETURN;
        END IF;
        PERFORM pg_sleep(0.0005);
    END LOOP;
    RAISE EXCEPTION 'still there: %', (SELECT string_agg(concat_ws(' ', pid, state, query), ', ') FROM pg_stat_activity
        WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid());
END $$;
CREATE FUNCTION locks() RETURNS text LANGUAGE sql VOLATILE AS $$
    SELECT coalesce(string_agg(concat_ws(' ', classid, objid, objsubid, mode), ', ' ORDER BY classid, objid, objsubid, mode), '')
    FROM pg_locks
    WHERE locktype = 'advisory' AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
$$;
CREATE FUNCTION await_locks(wanted text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    FOR i IN 1..1000 LOOP
        EXIT WHEN locks() = wanted;
        PERFORM pg_sleep(0.001);
    END LOOP;
    RETURN locks();
END $$;
