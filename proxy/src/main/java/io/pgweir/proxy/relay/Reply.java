package io.pgweir.proxy.relay;

/** What a server connection, or we in its place, will answer to one message that was sent. */
enum Reply {
    /** All answers to a Query, up to ReadyForQuery. */
    QUERY(true),
    /** All answers to a FunctionCall, up to ReadyForQuery. */
    FUNCTION_CALL(true),
    /** ReadyForQuery. */
    SYNC(true),

    PARSE(false),
    UNNAMED_PARSE(false),
    BIND(false),
    /** RowDescription or NoData, after ParameterDescription for a statement. */
    DESCRIBE(false),
    /** CommandComplete, EmptyQueryResponse or PortalSuspended. */
    EXECUTE(false),
    /** CloseComplete of a portal. */
    CLOSE(false),

    /** ParseComplete of a Parse that we sent ahead: the client must not see it. */
    OWN_PARSE(false),
    OWN_UNNAMED_PARSE(false),
    OWN_CLOSE(false),
    /** ParseComplete of a statement that we made known under its client's own name. */
    OWN_NAMED_PARSE(false),
    OWN_BIND(false),
    /** CommandComplete of a statement of ours, or of a BEGIN that was deferred. */
    OWN_EXECUTE(false),
    /** ReadyForQuery of a Sync that we sent ahead: the client must not see it. */
    OWN_SYNC(true),

    /** ParseComplete that we give. */
    LOCAL_PARSE(false),
    /** CloseComplete that we give. */
    LOCAL_CLOSE(false),

    /** An error that the server will give, and that is replaced by ours. */
    REFUSED(false),

    /** No answer: the client said here that its COPY data ended. */
    COPY_END(false);

    private final boolean endsWithReady;

    Reply(boolean endsWithReady) {
        this.endsWithReady = endsWithReady;
    }

    boolean endsWithReady() {
        return endsWithReady;
    }

    /** Whether we give it, without a word from the server. */
    boolean local() {
        return this == LOCAL_PARSE || this == LOCAL_CLOSE;
    }
}
