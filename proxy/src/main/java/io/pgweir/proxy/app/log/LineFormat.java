package io.pgweir.proxy.app.log;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.helpers.MessageFormatter;

/**
 * PgBouncer's log line, which operators' tools know: {@code 2026-11-20 15:11:28.010 UTC [pid] LEVEL text}; the keys of
 * a line stand behind its text.
 */
final class LineFormat {
    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter ZONE = DateTimeFormatter.ofPattern("zzz", Locale.ROOT);

    private final ZoneId zone = ZoneId.systemDefault();
    private final String pid = " [" + ProcessHandle.current().pid() + "] ";
    private long second = Long.MIN_VALUE;
    private String secondText = "";
    private String zoneText = "";

    /** Appends the line and its end. Called by one thread at a time. */
    void append(StringBuilder line, LogEntry entry) {
        appendTime(line, entry.millis());
        line.append(pid).append(level(entry.level())).append(' ');
        appendText(line, entry);
        line.append('\n');
    }

    /** Appends what the line says. */
    static void appendText(StringBuilder line, LogEntry entry) {
        line.append(singleLine(message(entry)));
        for (KeyValuePair pair : entry.keys()) {
            line.append(' ').append(pair.key).append('=').append(singleLine(String.valueOf(pair.value)));
        }
        appendTrace(line, entry);
    }

    private static String message(LogEntry entry) {
        return entry.arguments() == null
                ? entry.message()
                : MessageFormatter.basicArrayFormat(entry.message(), entry.arguments());
    }

    private static void appendTrace(StringBuilder line, LogEntry entry) {
        if (entry.thrown() != null) {
            StringWriter trace = new StringWriter();
            entry.thrown().printStackTrace(new PrintWriter(trace));
            line.append('\n').append(trace.toString().stripTrailing());
        }
    }

    private void appendTime(StringBuilder line, long millis) {
        long now = Math.floorDiv(millis, 1000L);
        if (now != second) {
            second = now;
            secondText = SECONDS.format(Instant.ofEpochSecond(now).atZone(zone));
            zoneText = ZONE.format(Instant.ofEpochSecond(now).atZone(zone));
        }
        int fraction = (int) Math.floorMod(millis, 1000L);
        line.append(secondText).append('.');
        line.append((char) ('0' + fraction / 100));
        line.append((char) ('0' + fraction / 10 % 10));
        line.append((char) ('0' + fraction % 10));
        line.append(' ').append(zoneText);
    }

    /** What a client sends may end up in a line, but may not begin a new one. */
    private static String singleLine(String text) {
        return text.indexOf('\n') < 0 && text.indexOf('\r') < 0
                ? text
                : text.replace("\n", "\\n").replace("\r", "\\r");
    }

    private static String level(Level level) {
        return switch (level) {
            case ERROR -> "ERROR";
            case WARN -> "WARNING";
            case INFO -> "LOG";
            case DEBUG -> "DEBUG";
            case TRACE -> "NOISE";
        };
    }
}
