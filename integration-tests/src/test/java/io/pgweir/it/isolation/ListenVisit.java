package io.pgweir.it.isolation;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.WireMessage;
import java.io.IOException;
import java.util.List;

/** A channel of its own: what is sent to it arrives, and nothing else does. */
final class ListenVisit implements Visit {
    private final Guest guest;
    private final String channel;
    private boolean listens;
    private int count;

    ListenVisit(Guest guest) {
        this.guest = guest;
        this.channel = guest.name();
    }

    @Override
    public void round() throws IOException {
        switch (guest.draw(8)) {
            case 0, 1 -> listen(guest.hides() ? "SELECT hear('" + channel + "')" : "LISTEN " + channel);
            case 2 -> {
                boolean listened = listens;
                listens = false;
                hears(guest.say("UNLISTEN *"), listened);
            }
            case 3 -> {
                hears(guest.say("BEGIN"), listens);
                boolean listened = listens;
                hears(guest.say("LISTEN " + channel), listens);
                listens = guest.endTransaction() || listened;
            }
            case 4, 5 -> notifies(anybody());
            case 6 -> notifiesItself();
            default -> hears(guest.say("SELECT 1"), listens);
        }
    }

    private void listen(String sql) throws IOException {
        listens = true;
        hears(guest.say(sql), true);
    }

    private String anybody() {
        List<String> names = List.copyOf(guest.house().names());
        return names.get(guest.draw(names.size()));
    }

    private void notifies(String other) throws IOException {
        hears(guest.say("NOTIFY " + other + ", 'to " + other + "'"), listens);
    }

    private void notifiesItself() throws IOException {
        String payload = "own " + count++;
        Answer answer = guest.say("NOTIFY " + channel + ", '" + payload + "'");
        hears(answer, listens);
        String expected = channel + ":" + payload;
        boolean heard = answer.all('A').stream().map(WireMessage::notification).anyMatch(expected::equals);
        while (listens && !heard) {
            WireMessage message = guest.read('A');
            own(message);
            heard = message.notification().equals(expected);
        }
    }

    private void hears(Answer answer, boolean listening) {
        if (answer.failed()) {
            throw new AssertionError(guest.name() + " got " + answer);
        }
        for (WireMessage message : answer.all('A')) {
            guest.meets("true", Boolean.toString(listening), "what it does not listen for: " + message);
            own(message);
        }
    }

    private void own(WireMessage message) {
        guest.meets(channel, message.notification().split(":", 2)[0], "a notification for");
    }
}
