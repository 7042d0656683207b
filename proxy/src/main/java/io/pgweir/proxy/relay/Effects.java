package io.pgweir.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.pgweir.protocol.ErrorResponse;
import io.pgweir.protocol.ParameterStatus;
import io.pgweir.protocol.ProtocolViolation;
import io.pgweir.proxy.server.ServerConnection;
import io.pgweir.proxy.server.Settings;
import io.pgweir.proxy.session.ByteKey;
import io.pgweir.proxy.session.Session;
import io.pgweir.proxy.session.SharedStatement;
import io.pgweir.proxy.session.UnnamedStatement;
import java.util.Map;

/** What the server's answers change in what we know of the session and of the server. */
final class Effects {
    private static final String CACHED_PLAN_CODE = "0A000";
    private static final String CACHED_PLAN_TEXT = "cached plan must not change result type";

    private final Exchange exchange;
    private final Replies replies;

    Effects(Exchange exchange, Replies replies) {
        this.exchange = exchange;
        this.replies = replies;
    }

    /** The Parse that is due next was accepted. */
    void parsed() {
        Object detail = replies.take();
        if (detail instanceof SharedStatement statement) {
            confirmed(statement);
        } else if (detail instanceof NameChange change) {
            confirmed(change.statement());
        } else if (detail instanceof NewName named) {
            exchange.session().statements().restore(named.name(), named.statement());
        }
    }

    /** The Close that is due next was accepted. */
    void closed(Object detail) {
        if (detail instanceof ByteKey name) {
            exchange.session().statements().remove(name);
        }
    }

    private void confirmed(SharedStatement statement) {
        statement.prove();
        exchange.connection().statements().confirmed(statement.id());
    }

    /** A statement ended with this tag: some end or change what the session or the server holds. */
    void completed(String tag, Outbox out) {
        if (tag.equals("DISCARD ALL")) {
            statementsGone();
            settingsReset();
            backToStartup(out);
            exchange.discarded();
        } else if (tag.equals("DEALLOCATE ALL")) {
            statementsGone();
        } else if (tag.equals("RESET")) {
            settingsReset();
        } else if (tag.startsWith("COPY ") || tag.equals("CALL") || tag.equals("DO")) {
            exchange.movesSequence();
        } else if (changesSchema(tag)) {
            if (tag.equals("ALTER ROLE") || tag.equals("ALTER DATABASE")) {
                exchange.mayChangeDefaults();
            }
            exchange.session().sharedStatements().schemaChanged();
            if (changesFunctions(tag)) {
                exchange.session().functions().changed();
            }
        }
    }

    /** Tags of statements after which an old plan may give another type of row, or none at all. */
    private static boolean changesSchema(String tag) {
        return tag.startsWith("ALTER ")
                || tag.startsWith("DROP ")
                || tag.equals("CREATE VIEW")
                || changesFunctions(tag);
    }

    private static boolean changesFunctions(String tag) {
        return switch (tag) {
            case "CREATE TRIGGER",
                    "CREATE POLICY",
                    "CREATE RULE",
                    "CREATE VIEW",
                    "CREATE FUNCTION",
                    "CREATE PROCEDURE",
                    "CREATE EXTENSION",
                    "ALTER FUNCTION",
                    "ALTER PROCEDURE",
                    "ALTER ROUTINE" -> true;
            default -> false;
        };
    }

    private void statementsGone() {
        exchange.session().statements().clear();
        exchange.connection().statements().forgetAll(); // but for the unnamed statement, which stays
    }

    /** What the server does not report may be back at its default now: the next lease sets it again. */
    private void settingsReset() {
        ServerConnection connection = exchange.connection();
        connection.settings(connection.settings().only(connection::reports));
    }

    /** For the client, DISCARD ALL leads back to what it logged in with, not to what the server was opened with. */
    private void backToStartup(Outbox out) {
        Session session = exchange.session();
        for (Map.Entry<String, String> setting : session.startup().asMap().entrySet()) {
            String name = setting.getKey();
            boolean differs = !session.settings().has(name, setting.getValue());
            if (differs && exchange.connection().reports(name)) {
                tell(out, name, setting.getValue());
            }
        }
        session.discardSettings();
    }

    private void tell(Outbox out, String name, String value) {
        ParameterStatus.encode(out.insert(), exchange.connection().reportedName(name), value);
    }

    /** The server reported a parameter; the message from at for size bytes passes, or the client's own value does. */
    void parameterChanged(ByteBuf window, int at, int size, Outbox out) {
        ParameterStatus parameter = ParameterStatus.decode(window, at, size);
        ServerConnection connection = exchange.connection();
        Session session = exchange.session();
        if (!connection.parameterChanged(parameter)) {
            out.pass(at + size);
        } else if (isReset(parameter)) {
            out.skip(at + size); // the client's own value comes back in a moment
            String name = Settings.folded(parameter.name());
            backTo(Map.of(name, exchange.startup().wanted().getOrDefault(name, "")), out);
        } else {
            out.pass(at + size);
            session.settings(
                    session.pool().settings().intern(session.settings().with(parameter.name(), parameter.value())));
        }
    }

    /** Whether a text led back to what the server was opened with, and the client logged in with something else. */
    private boolean isReset(ParameterStatus parameter) {
        return exchange.startup().wanted().containsKey(Settings.folded(parameter.name()))
                && exchange.connection().born().has(parameter.name(), parameter.value());
    }

    /** The client's startup values count again: it is told of those that servers report. */
    void backTo(Map<String, String> startup, Outbox out) {
        Session session = exchange.session();
        startup.forEach((name, value) -> {
            if (!session.settings().has(name, value)) {
                if (exchange.connection().reports(name)) {
                    tell(out, name, value);
                }
                session.settings(
                        session.pool().settings().intern(session.settings().with(name, value)));
            }
        });
    }

    /** The server refused something, and we could read why. */
    void failed(ErrorResponse error) {
        if (error.code().equals(CACHED_PLAN_CODE) && error.message().contains(CACHED_PLAN_TEXT)) {
            exchange.session().sharedStatements().schemaChanged();
        }
        failed();
    }

    /** The server refused something: in a batch it skips the rest, up to the Sync. */
    void failed() {
        exchange.requests().copyInEnded();
        exchange.startup().fails();
        if (replies.isEmpty() || replies.get(0).endsWithReady()) {
            return;
        }
        boolean unnamedFailed = replies.nextIs(Reply.UNNAMED_PARSE)
                || (replies.nextIs(Reply.OWN_UNNAMED_PARSE) && !(replies.detail(0) instanceof SharedStatement));
        int sync = replies.nextReady();
        if (replies.nextIs(Reply.OWN_NAMED_PARSE) && sync >= 0 && replies.get(sync) == Reply.QUERY) {
            beginFailed(); // no Sync stands between them, so the server skips the Query
            return;
        }
        undoFirst(sync < 0 ? replies.size() : sync);
        if (unnamedFailed) {
            unnamedIs(UnnamedStatement.NONE, 0); // PostgreSQL drops the old one before it parses
            exchange.connection().unnamed(ServerConnection.NO_STATEMENT);
        }
        if (sync < 0) {
            exchange.requests().skipToSync();
        }
    }

    /** The server did not begin the transaction that was deferred: it skips what came behind, up to a Sync. */
    void beginFailed() {
        int ready = replies.nextReady();
        if (ready < 0 || replies.get(ready) == Reply.SYNC) {
            failed();
        } else if (ready + 1 < replies.size() || exchange.requests().unfinished()) {
            throw new ProtocolViolation("more statements behind one that began a transaction in vain");
        } else {
            undoFirst(ready + 1);
            exchange.syncs();
        }
    }

    private void undoFirst(int count) {
        for (int i = count - 1; i >= 0; i--) {
            if (replies.get(i) == Reply.OWN_NAMED_PARSE) {
                undoOwnName(i == 0, replies.detail(i));
            } else {
                undo(replies.get(i), replies.detail(i), count);
            }
        }
        for (int i = 0; i < count; i++) {
            Object unused = replies.take();
        }
    }

    /** A statement that PostgreSQL refuses by now is lost; those behind it are still the client's. */
    private void undoOwnName(boolean refused, Object detail) {
        if (refused && detail instanceof NameChange change) {
            exchange.session().statements().remove(change.name());
        } else if (!refused && detail instanceof NameChange) {
            exchange.ownNamesSkipped();
        } else if (detail == SequencesGone.DETAIL) {
            exchange.connection().sequenceOwner(detail);
        }
    }

    /** The client's unnamed statement is this, as far as nothing changes it that is outstanding from this offset on. */
    private void unnamedIs(UnnamedStatement statement, int from) {
        for (int i = from; i < replies.size(); i++) {
            if (replies.get(i) == Reply.QUERY) {
                return;
            }
            if (replies.detail(i) instanceof UnnamedChange change) {
                replies.detail(i, change.from(statement));
                return;
            }
        }
        exchange.session().unnamed(statement);
    }

    private void undo(Reply reply, Object detail, int behind) {
        ServerConnection connection = exchange.connection();
        switch (reply) {
            case PARSE, LOCAL_PARSE, LOCAL_CLOSE -> undoName(reply, detail);
            case OWN_PARSE -> connection.statements().forget(((SharedStatement) detail).id());
            case OWN_CLOSE -> {
                if (detail instanceof Long id) {
                    connection.statements().sent(id, connection.batch());
                    connection.statements().confirmed(id);
                }
            }
            case UNNAMED_PARSE, OWN_UNNAMED_PARSE -> {
                if (detail instanceof UnnamedChange change) {
                    unnamedIs(change.before(), behind);
                    connection.unnamed(change.serverBefore());
                } else {
                    connection.unnamed(ServerConnection.NO_STATEMENT);
                }
            }
            case QUERY,
                    FUNCTION_CALL,
                    SYNC,
                    OWN_SYNC,
                    OWN_NAMED_PARSE,
                    OWN_BIND,
                    OWN_EXECUTE,
                    BIND,
                    DESCRIBE,
                    EXECUTE,
                    CLOSE,
                    REFUSED,
                    COPY_END -> {}
        }
    }

    private void undoName(Reply reply, Object detail) {
        if (!(detail instanceof NameChange change)) {
            return;
        }
        if (reply == Reply.LOCAL_CLOSE) {
            exchange.session().statements().restore(change.name(), change.statement());
            return;
        }
        exchange.session().statements().remove(change.name());
        if (reply == Reply.PARSE) {
            if (!exchange.keepsNames()) {
                exchange.connection().unnamed(ServerConnection.NO_STATEMENT);
            }
            exchange.connection().statements().forget(change.statement().id());
        }
    }
}
