# What both suites need; sourced, not run.
#
# Both:           NAME HOST PORT [TEST...]     (HOST PORT = pgweir, or the server itself; all tests when none is named)
#   SUITE_SRC     a folder with the suites' own regress and isolation
#   DIRECT_HOST   the PostgreSQL server behind it: databases are made and cleaned there, never through pgweir
#   DIRECT_PORT   its port
#   MODE          transaction: one client must meet several servers, or the run ends with status 3
#   SLICE         K/N: only the K-th of every N (a line of regress' schedule, a spec of isolation)
#   WORK          a folder of its own; results.tsv (TAB separated: test, passed or failed) and diffs end up there
set -u
HOST=$1 PORT=$2
shift 2
export PGUSER=postgres
slice=${SLICE%/*} slices=${SLICE#*/}
mkdir -p "$WORK"
chmod 777 "$WORK"
out=$WORK/results.tsv
: >"$out"
background=()
trap '[ ${#background[@]} = 0 ] || kill "${background[@]}" 2>/dev/null' EXIT
trap 'exit 2' INT TERM

settings=(lc_messages=C lc_monetary=C lc_numeric=C lc_time=C bytea_output=hex timezone_abbreviations=Default)

direct() {
  PGOPTIONS='-c client_min_messages=warning' "$PG_BIN/psql" -X -q -At -v ON_ERROR_STOP=1 -h "$DIRECT_HOST" -p "$DIRECT_PORT" "$@"
}

# Leaves no database $1, and no role or tablespace whose name begins with regress but for those that match $keep.
keep='^$'
clean_db() {
  local db=$1 i
  direct -d "$db" -c "select pg_terminate_backend(pid) from pg_stat_activity where datname = '$db' and pid <> pg_backend_pid()" >/dev/null 2>&1
  direct -d "$db" <<'SQL' >/dev/null 2>&1
\set ON_ERROR_STOP 0
select format('rollback prepared %L', gid) from pg_prepared_xacts where database = current_database() \gexec
select format('alter subscription %I disable', subname), format('alter subscription %I set (slot_name = none)', subname), format('drop subscription %I', subname) from pg_subscription where subdbid = (select oid from pg_database where datname = current_database()) \gexec
select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = current_database();
SQL
  for i in 1 2 3; do
    direct -d postgres -c "drop database if exists \"$db\" with (force)" 2>/dev/null && break
    sleep 1
  done
  direct -d postgres -v keep="$keep" <<'SQL' >/dev/null 2>&1
\set ON_ERROR_STOP 0
select format('drop tablespace if exists %I', spcname) from pg_tablespace where spcname like 'regress%' and spcname !~ :'keep' \gexec
select format('drop owned by %I cascade', rolname) from pg_roles where rolname like 'regress%' and rolname !~ :'keep' \gexec
select format('drop role %I', rolname) from pg_roles where rolname like 'regress%' and rolname !~ :'keep' \gexec
select format('drop role %I', rolname) from pg_roles where rolname like 'regress%' and rolname !~ :'keep' \gexec
SQL
}

fresh_db() { # $1 its name, $2 its template
  local db=$1 template=$2 setting
  clean_db "$db"
  [ "$template" != template0 ] || template="template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'"
  {
    printf 'create database "%s" template %s;\n' "$db" "$template"
    for setting in "${settings[@]}"; do
      printf "alter database \"%s\" set %s to '%s';\n" "$db" "${setting%%=*}" "${setting#*=}"
    done
  } | direct -d postgres || exit 2
}

# Ends server sessions of database $1 that have been stuck for $2 seconds (waiting for a lock, or idle inside a
# transaction): a hang becomes a failure, and the run goes on.
watchdog() {
  while sleep 5; do
    direct -d postgres -c "select pg_terminate_backend(pid) from pg_stat_activity where datname = '$1'
      and backend_type = 'client backend' and state <> 'idle'
      and (wait_event_type = 'Lock' or state like 'idle in%') and now() - state_change > interval '$2 s'" >/dev/null 2>&1
  done &
  background+=($!)
}

through() { "$PG_BIN/psql" -X -q -At -h "$HOST" -p "$PORT" "$@"; }

# Twelve clients at once, $2 seconds each: the pool opens its servers before anything is judged.
warm() {
  local i pids=()
  for i in $(seq 12); do
    through -d "$1" -c "select pg_sleep($2)" >/dev/null 2>&1 &
    pids+=($!)
  done
  wait "${pids[@]}"
}

# The proof that servers are shared: how many of them one client of database $1 meets in 40 transactions. It finds itself
# by the text of its query, since asking for one's process id is a reason to keep the server.
prove_mux() {
  local met
  warm "$1" 1
  met=$(for i in $(seq 40); do echo "select pid from pg_stat_activity where state = 'active' and query like '%40 times, $i%';"; done |
    through -d "$1" | sort -u | wc -l)
  echo "mux: one client met $met servers in 40 transactions"
  [ "$MODE" != transaction ] || [ "$met" -gt 1 ] || exit 3
}

# The last line of a suite; its status says whether all passed.
closing() {
  awk -F'\t' '{n[$2]++} END {printf "%d passed, %d failed\n", n["passed"], n["failed"]; exit n["failed"] > 0}' "$out"
}
