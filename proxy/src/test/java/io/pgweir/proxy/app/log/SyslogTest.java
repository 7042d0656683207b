package io.pgweir.proxy.app.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

class SyslogTest {
    private static LogEntry entry(Level level) {
        return new LogEntry(0, level, "text", null, List.of(), null);
    }

    @Test
    @DisplayName("A line has its priority, time, sender and text")
    void a_line_has_its_priority_time_sender_and_text(@TempDir Path folder) throws IOException {
        Epoll.ensureAvailability();
        Path path = folder.resolve("log");
        Socket system = Socket.newSocketDomainDgram();
        try {
            system.bind(new DomainSocketAddress(path.toFile()));
            Syslog syslog = new Syslog(path.toString(), "local0", "pgbouncer");

            syslog.send(entry(Level.WARN), "pool is full");

            assertThat(received(system))
                    .matches("<132>[A-Z][a-z]{2} [ 0-9][0-9] \\d\\d:\\d\\d:\\d\\d pgbouncer\\[\\d+]: pool is full");
        } finally {
            system.close();
        }
    }

    @Test
    @DisplayName("Without a system log lines are lost, and nothing else happens")
    void without_a_system_log_lines_are_lost(@TempDir Path folder) {
        new Syslog(folder.resolve("nobody").toString(), "daemon", "pgbouncer").send(entry(Level.INFO), "text");
    }

    @Test
    @DisplayName("An unknown facility is refused with its name")
    void an_unknown_facility_is_refused() {
        assertThatThrownBy(() -> new Syslog("/dev/log", "local9", "pgbouncer"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("local9");
    }

    private static String received(Socket socket) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(1000);
        byte[] text = new byte[socket.recv(buffer, 0, buffer.capacity())];
        buffer.get(0, text);
        return new String(text, StandardCharsets.UTF_8);
    }
}
