package io.pgweir.proxy.app.log;

import io.pgweir.proxy.net.UnixDatagram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.slf4j.event.Level;

/** Lines to the system's log by its socket, as syslog(3) writes them (RFC 3164 without a host). */
public final class Syslog {
    /** Where the system's log listens. */
    public static final String SOCKET = "/dev/log";

    private static final List<String> FACILITIES = List.of(
            "kern",
            "user",
            "mail",
            "daemon",
            "auth",
            "syslog",
            "lpr",
            "news",
            "uucp",
            "cron",
            "authpriv",
            "ftp",
            "",
            "",
            "",
            "",
            "local0",
            "local1",
            "local2",
            "local3",
            "local4",
            "local5",
            "local6",
            "local7");
    private static final int BITS_OF_SEVERITY = 3;
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss", Locale.ROOT);

    private final String socket;
    private final int facility;
    private final String sender;
    private final ZoneId zone = ZoneId.systemDefault();

    /**
     * @param facility as {@code daemon} or {@code local0}
     * @param ident what lines begin with
     * @throws IllegalArgumentException when there is no such facility
     */
    public Syslog(String socket, String facility, String ident) {
        this.socket = socket;
        this.facility = FACILITIES.indexOf(facility.toLowerCase(Locale.ROOT));
        this.sender = " " + ident + "[" + ProcessHandle.current().pid() + "]: ";
        if (this.facility < 0 || facility.isEmpty()) {
            throw new IllegalArgumentException("syslog_facility: unknown facility \"" + facility
                    + "\" (expected: daemon, user, auth, authpriv, local0 to local7, ...)");
        }
    }

    /** Sends a line; one that is not taken is lost. */
    void send(LogEntry entry, String text) {
        int priority = facility << BITS_OF_SEVERITY | severity(entry.level());
        String time = TIME.format(Instant.ofEpochMilli(entry.millis()).atZone(zone));
        try {
            UnixDatagram.send(socket, ("<" + priority + ">" + time + sender + text).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // no system log must not stop the proxy, and there is nowhere to say so
        }
    }

    private static int severity(Level level) {
        return switch (level) {
            case ERROR -> 3;
            case WARN -> 4;
            case INFO -> 6;
            case DEBUG, TRACE -> 7;
        };
    }
}
