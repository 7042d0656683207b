package io.pgweir.it.compare;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.WireClient;
import io.pgweir.it.harness.WireMessage;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
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

    Seat(int port, String database) {
        this.port = port;
        this.database = database;
    }

    Outcome come(String user, List<String> settings) throws IOException {
        leave(false);
        WireClient comer = WireClient.connect(port);
        client = comer;
        comer.socket().setSoTimeout(PATIENCE_MILLIS);
        comer.startup(database, user, settings.toArray(String[]::new));
        return hear(comer, 1);
    }

    Outcome say(List<Message> messages) throws IOException {
        WireClient speaker = client;
        if (speaker == null) {
            return Outcome.of("nobody is here");
        }
        messages.forEach(message -> message.addition().accept(speaker));
        speaker.send();
        return hear(speaker, messages.stream().filter(Message::ends).count());
    }

    private Outcome hear(WireClient listener, long answers) throws IOException {
        List<Answer> heard = new ArrayList<>();
        try {
            while (heard.size() < answers && client != null) {
                Answer answer = listener.answer();
                heard.add(answer);
                answer.all('A').forEach(this::note);
                status = answer.closed() ? AWAY : answer.status();
                if (answer.closed()) {
                    leave(false);
                }
            }
        } catch (SocketTimeoutException e) {
            leave(false);
            return Outcome.of("no answer within " + PATIENCE_MILLIS + " ms");
        }
        return Outcome.of(heard, listener.parameters());
    }

    private void note(WireMessage notification) {
        WireClient listener = client;
        boolean own = listener != null && notification.int32(0) == listener.pid();
        notifications.add(notification.notification() + (own ? " (own)" : ""));
    }

    /** Asks for what is on its way, by a Sync, which changes nothing. */
    void probe() throws IOException {
        if (status == IDLE) {
            Outcome unused = say(List.of(Message.sync()));
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
