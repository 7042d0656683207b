package io.pgweir.it.compare;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.WireClient;
import io.pgweir.it.harness.WireMessage;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The place of one client in a world: its connection, if it has one, and what it was told that nobody asked for. */
final class Seat {
    private static final int PATIENCE_MILLIS = 4_000;
    private static final int NOTIFICATION_MILLIS = 1_500;
    private static final char AWAY = '-';
    private static final char IDLE = 'I';

    private final int port;
    private final String database;
    private final List<String> notifications = new ArrayList<>();
    private @Nullable WireClient client;
    private char status = AWAY;
    private long awaited;

    Seat(int port, String database) {
        this.port = port;
        this.database = database;
    }

    /** Says that it comes; {@link #hear} is what it is told. */
    void come(String user, List<String> settings) throws IOException {
        leave(false);
        WireClient comer = WireClient.connect(port);
        client = comer;
        comer.socket().setSoTimeout(PATIENCE_MILLIS);
        comer.startup(database, user, settings.toArray(String[]::new));
        awaited = 1;
    }

    /** Sends messages; {@link #hear} is what answers them. */
    void say(List<Message> messages) throws IOException {
        WireClient speaker = client;
        if (speaker != null) {
            messages.forEach(message -> message.addition().accept(speaker));
            speaker.send();
            awaited = messages.stream().filter(Message::ends).count();
        }
    }

    /** Waits for the answers. */
    Outcome hear() throws IOException {
        List<Answer> heard = new ArrayList<>();
        WireClient listener = client;
        if (listener == null) {
            return Outcome.of(heard, Map.of());
        }
        try {
            while (heard.size() < awaited && present()) {
                heard.add(answer(listener));
            }
        } catch (SocketTimeoutException e) {
            leave(false);
            return Outcome.ofSilence(PATIENCE_MILLIS);
        }
        return Outcome.of(heard, listener.parameters());
    }

    private Answer answer(WireClient listener) throws IOException {
        Answer answer = listener.answer();
        answer.all('A').forEach(this::note);
        if (answer.closed()) {
            leave(false);
        } else {
            status = answer.status();
        }
        return answer;
    }

    private void note(WireMessage notification) {
        WireClient listener = client;
        boolean own = listener != null && notification.int32(0) == listener.pid();
        notifications.add(notification.notification() + (own ? " (own)" : ""));
    }

    /** Asks for what is on its way, by a Sync, which changes nothing. */
    void probe() throws IOException {
        if (status == IDLE) {
            say(List.of(Message.sync()));
            Outcome unused = hear();
        }
    }

    /** Waits until it has this many notifications. */
    void await(int count) throws IOException {
        WireClient listener = client;
        if (listener == null || status != IDLE) {
            return;
        }
        listener.socket().setSoTimeout(NOTIFICATION_MILLIS);
        try {
            while (notifications.size() < count) {
                WireMessage message = listener.read();
                if (message.type() == 'A') {
                    note(message);
                }
            }
        } catch (SocketTimeoutException e) {
            // the comparison says what is missing
        }
        listener.socket().setSoTimeout(PATIENCE_MILLIS);
    }

    /** Takes the notifications so far. */
    List<String> take() {
        List<String> taken = List.copyOf(notifications);
        notifications.clear();
        return taken;
    }

    int notifications() {
        return notifications.size();
    }

    void leave(boolean politely) throws IOException {
        WireClient leaver = client;
        if (leaver != null && politely) {
            leaver.terminate();
        } else if (leaver != null) {
            leaver.close();
        }
        client = null;
        status = AWAY;
        awaited = 0;
        notifications.clear();
    }

    boolean present() {
        return client != null;
    }

    boolean idle() {
        return status == IDLE;
    }

    boolean inTransaction() {
        return present() && !idle();
    }

    int pid() {
        WireClient sitter = client;
        return sitter == null ? 0 : sitter.pid();
    }
}
