package io.pgweir.proxy.error;

import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.SqlState;
import java.util.Arrays;
import java.util.Locale;

/**
 * An error of ours: what happened, the value and its limit, what to do. The messages are PgBouncer's where it has the
 * same error, since operators search their logs for them; {@code %s} stands for values, message first, then detail.
 *
 * <p>docs/errors.md is generated from this list.
 */
public enum ProxyError {
    TOO_MANY_CLIENTS(
            SqlState.TOO_MANY_CONNECTIONS,
            "no more connections allowed (max_client_conn)",
            "%s of %s clients are connected",
            "raise max_client_conn, or close clients that are not needed"),
    TOO_MANY_DATABASE_CLIENTS(
            SqlState.TOO_MANY_CONNECTIONS,
            "client connections exceeded (max_db_client_connections)",
            "database %s: %s clients are connected, its limit",
            "raise max_db_client_connections"),
    TOO_MANY_USER_CLIENTS(
            SqlState.TOO_MANY_CONNECTIONS,
            "client connections exceeded (max_user_client_connections)",
            "user %s: %s clients are connected, its limit",
            "raise max_user_client_connections"),
    NO_SUCH_DATABASE(
            SqlState.INVALID_DATABASE, "no such database: %s", "", "add it under databases, or an entry * for all"),
    PASSWORD_FAILED(SqlState.INVALID_PASSWORD, "password authentication failed for user \"%s\"", "", ""),
    SCRAM_FAILED(
            SqlState.INVALID_PASSWORD,
            "password authentication failed for user \"%s\"",
            "SASL authentication failed",
            ""),
    LDAP_FAILED(SqlState.INVALID_PASSWORD, "LDAP authentication failed", "user \"%s\"", ""),
    CERTIFICATE_FAILED(
            SqlState.INVALID_AUTHORIZATION,
            "certificate authentication failed",
            "%s",
            "the certificate must bear the name of the user, or one that the ident file maps to it"),
    PEER_FAILED(
            SqlState.INVALID_AUTHORIZATION,
            "unix socket login rejected",
            "user \"%s\"",
            "connect as the user of the system, over the Unix socket"),
    LOGIN_REJECTED(
            SqlState.INVALID_AUTHORIZATION, "login rejected", "", "a line of the HBA file rejects this connection"),
    NO_METHOD(
            SqlState.INVALID_AUTHORIZATION,
            "no authentication method is found",
            "",
            "no line of the HBA file is about this connection"),
    NO_SUCH_USER(SqlState.INVALID_PASSWORD, "no such user", "", "auth_query found none of that name"),
    STARTUP_AGAIN(SqlState.PROTOCOL_VIOLATION, "client re-sent startup pkt", "", "the client broke the protocol"),
    TOO_MANY_LOGINS(
            SqlState.TOO_MANY_CONNECTIONS,
            "too many logins at once",
            "the queue for checking passwords is full",
            "try again in a moment"),
    TRUST_FAILED(
            SqlState.INVALID_AUTHORIZATION,
            "\"trust\" authentication failed",
            "user \"%s\" is not in the auth file",
            "add the user to the auth file"),
    NO_USER(SqlState.INVALID_AUTHORIZATION, "no username supplied", "", "name a user in the startup packet"),
    NAME_TOO_LONG(
            SqlState.PROTOCOL_VIOLATION,
            "%s too long",
            "%s bytes (expected: at most %s)",
            "check the connection settings"),
    TLS_REQUIRED(SqlState.INVALID_AUTHORIZATION, "SSL required", "", "connect with sslmode=require"),
    OLD_PROTOCOL(
            SqlState.PROTOCOL_VIOLATION,
            "unsupported frontend protocol %s.%s",
            "",
            "use a driver that speaks protocol 3.0 (PostgreSQL 7.4 and later)"),
    PLAIN_BYTES_BEFORE_TLS(
            SqlState.PROTOCOL_VIOLATION,
            "received unencrypted data after SSL request",
            "This could be either a client-software bug or evidence of an attempted man-in-the-middle attack.",
            ""),
    PLAIN_BYTES_BEFORE_GSS(
            SqlState.PROTOCOL_VIOLATION,
            "received unencrypted data after GSSAPI encryption request",
            "This could be either a client-software bug or evidence of an attempted man-in-the-middle attack.",
            ""),
    UNKNOWN_MESSAGE(
            SqlState.PROTOCOL_VIOLATION,
            "unknown pkt",
            "message of type %s at this point",
            "the client broke the protocol"),
    BROKEN_MESSAGE(SqlState.PROTOCOL_VIOLATION, "bad packet header", "%s", "the client broke the protocol"),
    MESSAGE_TOO_LONG(
            SqlState.PROGRAM_LIMIT,
            "message of %s bytes is too long",
            "the limit is %s bytes",
            "raise max_packet_size, or clients.max_statement_size for statements"),
    OUT_OF_MEMORY(
            "53200",
            "no memory for a message of %s bytes now",
            "clients and servers together hold more than clients.max_pending",
            "try again later, or raise clients.max_pending"),
    BAD_OPTIONS(
            SqlState.SYNTAX_ERROR,
            "unsupported options startup parameter: only '-c config=val' and '--config=val' are allowed",
            "found: %s",
            "give other settings by name"),
    LOGIN_TIMEOUT(SqlState.QUERY_CANCELED, "client_login_timeout", "the login took longer than %s", ""),
    CLIENT_IDLE_TIMEOUT(
            SqlState.IDLE_SESSION_TIMEOUT,
            "client_idle_timeout",
            "idle for longer than %s",
            "connect again when needed"),
    QUERY_WAIT_TIMEOUT(
            SqlState.TOO_MANY_CONNECTIONS,
            "query_wait_timeout",
            "no server connection became free within %s. %s",
            "look for long transactions: SHOW SERVERS; or raise default_pool_size"),
    QUERY_WAIT_NOTICE(
            SqlState.TOO_MANY_CONNECTIONS,
            "No server connection available in postgres backend, client being queued",
            "%s",
            ""),
    QUERY_TIMEOUT(SqlState.QUERY_CANCELED, "query timeout", "the query ran longer than %s", "raise query_timeout"),
    TRANSACTION_TIMEOUT(
            SqlState.TRANSACTION_TIMEOUT,
            "transaction timeout",
            "the transaction lasted longer than %s",
            "raise transaction_timeout"),
    IDLE_TRANSACTION_TIMEOUT(
            SqlState.IDLE_IN_TRANSACTION_TIMEOUT,
            "idle transaction timeout",
            "idle in a transaction for longer than %s",
            "end transactions sooner, or raise idle_transaction_timeout"),
    IDLE_SESSION(SqlState.IDLE_SESSION_TIMEOUT, "terminating connection due to idle-session timeout", "", ""),
    IDLE_IN_TRANSACTION(
            SqlState.IDLE_IN_TRANSACTION_TIMEOUT, "terminating connection due to idle-in-transaction timeout", "", ""),
    MESSAGE_TIMEOUT(
            SqlState.PROTOCOL_VIOLATION,
            "client stopped in the middle of a message",
            "nothing came for %s while a server was held for it",
            ""),
    CANCELED(SqlState.QUERY_CANCELED, "canceling statement due to user request", "it was waiting for a server", ""),
    SERVER_LOGIN_FAILING(
            SqlState.CONNECTION_FAILURE,
            "server login has been failing, cached error: %s (server_login_retry)",
            "the next attempt is in %s",
            "check host, port, user and password of the server"),
    SERVER_UNREACHABLE(
            SqlState.CONNECTION_FAILURE,
            "connect failed",
            "server %s: %s",
            "check that the server runs and can be reached from here"),
    SERVER_LOGIN_FAILED(
            SqlState.CONNECTION_FAILURE,
            "server login failed",
            "server %s: %s",
            "check user, password and TLS settings of the server"),
    WRONG_PASSWORD_TYPE(
            SqlState.CONNECTION_FAILURE,
            "server login failed: wrong password type",
            "server %s: %s",
            "keep the password in clear, or let clients log in by SCRAM with the verifier that the server has"),
    SERVER_LOST(
            SqlState.CONNECTION_FAILURE,
            "server conn crashed?",
            "the server connection of this session ended: %s",
            "connect again"),
    SERVER_BROKE_PROTOCOL(
            SqlState.PROTOCOL_VIOLATION,
            "server broke the protocol",
            "%s",
            "check what listens at the server's address"),
    SERVER_SETTING_FAILED(
            SqlState.CONNECTION_FAILURE,
            "invalid server parameter",
            "%s",
            "the session's settings could not be applied to another server connection"),
    SIMPLE_QUERY_REFUSED(
            SqlState.FEATURE_NOT_SUPPORTED,
            "PQexec disallowed",
            "disable_pqexec is set",
            "use the extended query protocol"),
    DATABASE_CHANGED(SqlState.ADMIN_SHUTDOWN, "database configuration changed", "", "connect again"),
    TRANSACTION_IN_STATEMENT_MODE(
            SqlState.FEATURE_NOT_SUPPORTED,
            "transaction blocks not allowed in statement pooling mode",
            "",
            "use pool_mode transaction"),
    TOO_MANY_PINNED(
            SqlState.CONFIGURATION_LIMIT,
            "no dedicated server connection is left for this session",
            "it needs one for: %s; pool %s has %s of %s in use",
            "raise session.max_pinned, or see who holds them: SHOW PINS"),
    LISTEN_GAP(
            SqlState.ADMIN_SHUTDOWN,
            "notifications may have been missed",
            "the connection that listens for this session is lost: %s",
            "connect again, or name a channel in session.listen_gap_channel to be told there"),
    LISTEN_FAILED(
            SqlState.ADMIN_SHUTDOWN, "the channels of this session could not be listened to", "%s", "connect again"),
    LISTENER_TOO_SLOW(
            SqlState.CONFIGURATION_LIMIT,
            "client does not take its notifications",
            "more than %s bytes waited for it for %s",
            "read faster, or raise session.listen_buffer or session.listen_timeout"),
    PIN_IN_TRANSACTION(
            SqlState.FEATURE_NOT_SUPPORTED,
            "this transaction cannot move to a dedicated server connection",
            "it needs one for: %s, and already ran statements on a pooled endpoint that cannot keep it",
            "run that statement first in its transaction, or outside of one"),
    PIN_LOST(
            SqlState.ADMIN_SHUTDOWN,
            "the state of this session could not be read from its server",
            "%s",
            "connect again"),
    TRANSACTION_ABORTED(
            SqlState.IN_FAILED_TRANSACTION,
            "current transaction is aborted, commands ignored until end of transaction block",
            "",
            ""),
    UNKNOWN_UNNAMED_STATEMENT(SqlState.UNKNOWN_STATEMENT, "unnamed prepared statement does not exist", "", ""),
    UNKNOWN_STATEMENT(SqlState.UNKNOWN_STATEMENT, "prepared statement \"%s\" does not exist", "", ""),
    PARAMETER_COUNT(
            SqlState.PROTOCOL_VIOLATION,
            "bind message supplies %s parameters, but prepared statement \"%s\" requires %s",
            "",
            ""),
    DUPLICATE_STATEMENT(SqlState.DUPLICATE_STATEMENT, "prepared statement \"%s\" already exists", "", ""),
    KILLED(SqlState.ADMIN_SHUTDOWN, "admin forced disconnect", "", ""),
    DATABASE_REMOVED(SqlState.ADMIN_SHUTDOWN, "database removed", "the configuration no longer has it", ""),
    DATABASE_KILLED(SqlState.ADMIN_SHUTDOWN, "database removed", "an administrator ended all of its sessions", ""),
    DATABASE_DISABLED(
            SqlState.CONNECTION_REJECTED,
            "database \"%s\" is disabled",
            "an administrator has it refuse new sessions",
            "ENABLE it on the console"),
    SHUTTING_DOWN(SqlState.ADMIN_SHUTDOWN, "pooler is shutting down", "", "connect again"),
    SERVER_SHUTTING_DOWN(SqlState.ADMIN_SHUTDOWN, "server shutting down", "", "connect again"),
    CONFIG_ERROR(SqlState.CANNOT_CONNECT_NOW, "bouncer config error", "", "see pgweir's log"),
    CONSOLE_NOT_ALLOWED(
            SqlState.INSUFFICIENT_PRIVILEGE, "not allowed", "", "name the user in admin_users or stats_users"),
    CONSOLE_EXTENDED(
            SqlState.PROTOCOL_VIOLATION,
            "extended query protocol not supported by admin console",
            "",
            "use simple queries, as psql does"),
    CONSOLE_INVALID(SqlState.PROTOCOL_VIOLATION, "invalid command '%s', use SHOW HELP;", "", ""),
    CONSOLE_NO_FDS(
            SqlState.FEATURE_NOT_SUPPORTED,
            "sockets cannot be handed to another process",
            "",
            "start the new process with so_reuseport = 1, then SHUTDOWN WAIT_FOR_CLIENTS in the old one"),
    CONSOLE_SET_FAILED(SqlState.PROTOCOL_VIOLATION, "SET failed", "%s", ""),
    CONSOLE_NEEDS_ADMIN(SqlState.PROTOCOL_VIOLATION, "admin access needed", "", "name the user in admin_users"),
    CONSOLE_FAILED(SqlState.PROTOCOL_VIOLATION, "%s", "", ""),
    RELOAD_FAILED(SqlState.CONFIG_FILE_ERROR, "RELOAD failed, see logs for additional details", "%s", "");

    private final String code;
    private final String message;
    private final String detail;
    private final String hint;

    ProxyError(String code, String message, String detail, String hint) {
        this.code = code;
        this.message = message;
        this.detail = detail;
        this.hint = hint;
    }

    /** The session ends with this. */
    public ErrorResponse fatal(Object... values) {
        return as(ErrorResponse.FATAL, values);
    }

    /** The session goes on. */
    public ErrorResponse error(Object... values) {
        return as(ErrorResponse.ERROR, values);
    }

    /** Only a notice. */
    public ErrorResponse notice(Object... values) {
        return as(ErrorResponse.NOTICE, values);
    }

    private ErrorResponse as(String severity, Object... values) {
        int inMessage = placeholders(message);
        Object[] forDetail = Arrays.copyOfRange(values, Math.min(inMessage, values.length), values.length);
        return new ErrorResponse(severity, code, filled(message, values), filled(detail, forDetail), hint);
    }

    private static String filled(String template, Object... values) {
        return placeholders(template) == 0 ? template : String.format(Locale.ROOT, template, values);
    }

    private static int placeholders(String template) {
        int count = 0;
        for (int at = template.indexOf("%s"); at >= 0; at = template.indexOf("%s", at + 2)) {
            count++;
        }
        return count;
    }

    public String code() {
        return code;
    }

    /** The message with its placeholders. */
    public String messageTemplate() {
        return message;
    }

    /** The detail with its placeholders; empty for none. */
    public String detailTemplate() {
        return detail;
    }

    /** Empty for none. */
    public String hint() {
        return hint;
    }
}
