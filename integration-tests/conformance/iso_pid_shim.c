/*
 * Preloaded into PostgreSQL's isolationtester when it runs through a pooler.
 *
 * isolationtester asks the server whether a session is blocked, naming sessions by the process
 * id of the startup packet's BackendKeyData, which behind a transaction pooler is no server's.
 * This answers that one question over a connection of its own straight to the server
 * (ISO_DIRECT, a conninfo), finding sessions by application_name, and not before the pooler
 * answered a question of its console (ISO_FENCE). Everything else is untouched.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <libpq-fe.h>

#define MAXC 64
static char *names[MAXC];
static int pids[MAXC];	/* what BackendKeyData said, the pooler's or the server's */
static int n;
static PGconn *side, *fence;

int PQbackendPID(const PGconn *conn)
{
	static int (*real)(const PGconn *);
	const char *a = PQparameterStatus(conn, "application_name");
	if (!real) real = dlsym(RTLD_NEXT, "PQbackendPID");
	if (n >= MAXC - 1) abort();
	names[++n] = strdup(a ? a : "");
	pids[n] = real(conn);
	return n;					/* a number of ours in place of a process id */
}

static PGconn *connected(const char *name)
{
	PGconn *conn = PQconnectdb(getenv(name) ? getenv(name) : "");
	if (PQstatus(conn) != CONNECTION_OK) { fprintf(stderr, "%s", PQerrorMessage(conn)); exit(1); }
	return conn;
}

/* notifications name their sender by the process id of its BackendKeyData, or by the server's: turn it into our number */
PGnotify *PQnotifies(PGconn *conn)
{
	static PGnotify *(*real)(PGconn *);
	PGnotify *a;
	if (!real) real = dlsym(RTLD_NEXT, "PQnotifies");
	a = real(conn);
	if (a)
	{
		int i;
		for (i = 1; i <= n; i++)
			if (pids[i] == a->be_pid) { a->be_pid = i; return a; }
	}
	if (a && side)
	{
		char pid[16], *v = pid;
		int i;
		PGresult *r;
		snprintf(pid, sizeof(pid), "%d", a->be_pid);
		r = PQexecParams(side, "select application_name from pg_stat_activity where pid = $1::int", 1, NULL,
						 (const char *const *) &v, NULL, NULL, 0);
		if (PQntuples(r) == 1)
			for (i = 1; i <= n; i++)
				if (strcmp(names[i], PQgetvalue(r, 0, 0)) == 0) a->be_pid = i;
		PQclear(r);
	}
	return a;
}

PGresult *PQprepare(PGconn *conn, const char *stmt, const char *q, int np, const Oid *t)
{
	static PGresult *(*real)(PGconn *, const char *, const char *, int, const Oid *);
	if (!real) real = dlsym(RTLD_NEXT, "PQprepare");
	if (strcmp(stmt, "isolationtester_waiting") == 0)
	{
		side = connected("ISO_DIRECT");
		fence = connected("ISO_FENCE");
		return real(side, stmt,
					"select coalesce(bool_or(pg_isolation_test_session_is_blocked(pid, array(select pid from pg_stat_activity"
					" where application_name = any($2::text[])))), false) from pg_stat_activity"
					" where application_name = $1 and state = 'active'", 0, NULL);
	}
	return real(conn, stmt, q, np, t);
}

PGresult *PQexecPrepared(PGconn *conn, const char *stmt, int np, const char *const *v,
						 const int *l, const int *f, int rf)
{
	static PGresult *(*real)(PGconn *, const char *, int, const char *const *, const int *, const int *, int);
	if (!real) real = dlsym(RTLD_NEXT, "PQexecPrepared");
	if (strcmp(stmt, "isolationtester_waiting") == 0)
	{
		static char arr[8192];
		const char *vv[2];
		int i;
		PGresult *r;
		if (!arr[0])
		{
			char *p = arr;
			*p++ = '{';
			for (i = 2; i <= n; i++)	/* 1 is the control connection */
			{
				const char *s;
				if (i > 2) *p++ = ',';
				*p++ = '"';
				for (s = names[i]; *s; s++) { if (*s == '"' || *s == '\\') *p++ = '\\'; *p++ = *s; }
				*p++ = '"';
			}
			strcpy(p, "}");
		}
		vv[0] = names[atoi(v[0])]; vv[1] = arr;
		r = real(side, stmt, 2, vv, NULL, NULL, 0);
		/* what the session said before it blocked must pass the pooler before we say so, and what is asked after it is answered after it */
		if (PQntuples(r) == 1 && PQgetvalue(r, 0, 0)[0] == 't') PQclear(PQexec(fence, "SHOW VERSION"));
		return r;
	}
	return real(conn, stmt, np, v, l, f, rf);
}
