package io.pgweir.protocol;

/** The SQLSTATE codes that pgweir itself answers with (PostgreSQL manual, appendix A). */
public final class SqlState {
    public static final String SUCCESS = "00000";
    public static final String PROTOCOL_VIOLATION = "08P01";
    public static final String FEATURE_NOT_SUPPORTED = "0A000";
    public static final String INVALID_AUTHORIZATION = "28000";
    public static final String INVALID_PASSWORD = "28P01";
    public static final String INVALID_DATABASE = "3D000";
    public static final String ACTIVE_TRANSACTION = "25001";
    public static final String IN_FAILED_TRANSACTION = "25P02";
    public static final String IDLE_IN_TRANSACTION_TIMEOUT = "25P03";
    public static final String TRANSACTION_TIMEOUT = "25P04";
    public static final String UNKNOWN_STATEMENT = "26000";
    public static final String DUPLICATE_STATEMENT = "42P05";
    public static final String SYNTAX_ERROR = "42601";
    public static final String UNDEFINED_OBJECT = "42704";
    public static final String INSUFFICIENT_PRIVILEGE = "42501";
    public static final String TOO_MANY_CONNECTIONS = "53300";
    public static final String CONFIGURATION_LIMIT = "53400";
    public static final String PROGRAM_LIMIT = "54000";
    public static final String OBJECT_IN_USE = "55006";
    public static final String QUERY_CANCELED = "57014";
    public static final String ADMIN_SHUTDOWN = "57P01";
    public static final String CRASH_SHUTDOWN = "57P02";
    public static final String CANNOT_CONNECT_NOW = "57P03";
    public static final String IDLE_SESSION_TIMEOUT = "57P05";
    public static final String CONNECTION_FAILURE = "08006";
    public static final String CONNECTION_REJECTED = "08004";
    public static final String CONFIG_FILE_ERROR = "F0000";
    public static final String INTERNAL_ERROR = "XX000";

    private SqlState() {}
}
