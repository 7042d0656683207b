package io.pgweir.it.compare;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What one client does before another one may do something: it comes, says something and has its answer, or goes. */
sealed interface Step {
    int client();

    /** @param settings names and values in turn */
    record Come(int client, List<String> settings) implements Step {
        @Override
        public String toString() {
            return "comes " + settings;
        }
    }

    /** Messages that are sent at once; the last of them is answered by ReadyForQuery. */
    record Say(int client, List<Message> messages) implements Step {
        @Override
        public String toString() {
            return messages.stream().map(Message::text).collect(Collectors.joining(" / "));
        }
    }

    /** @param politely whether it says Terminate, or just closes */
    record Leave(int client, boolean politely) implements Step {
        @Override
        public String toString() {
            return politely ? "leaves" : "is gone";
        }
    }

    /** Whether it may send notifications, at once or when its transaction commits. */
    default boolean notifies() {
        return toString().toLowerCase(Locale.ROOT).contains("notify");
    }
}
