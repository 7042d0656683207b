package io.pgweir.proxy.testing;

import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.rowDescription;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;

/** A server's end of one connection. After its login the test plays the server. */
public final class FakeConnection extends Wire {
    private static final String CENSUS = "BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY NOT DEFERRABLE;";

    private final int pid;
    private final Map<String, String> startup = new LinkedHashMap<>();

    FakeConnection(Socket socket, int pid) throws IOException {
        super(socket, () -> "on the server's side of connection " + pid);
        this.pid = pid;
    }

    void startup(Frame packet) {
        int at = Integer.BYTES;
        while (packet.body().charAt(at) != '\0') {
            String name = packet.textAt(at);
            String value = packet.textAt(at + name.length() + 1);
            startup.put(name, value);
            at += name.length() + value.length() + 2;
        }
    }

    /** A census arrives next; answers its text. */
    public String expectCensus() {
        Frame frame = next();
        assertThat(frame.type()).as("%s", frame).isEqualTo('Q');
        assertThat(frame.body()).startsWith(CENSUS).endsWith(";COMMIT\0");
        return frame.body();
    }

    /** It finds these rows: first of all the reason's name, or SETTING. */
    public void answerCensus(Frame... rows) {
        send(complete("BEGIN"), rowDescription("kind", "name", "value"));
        send(rows);
        send(complete("SELECT " + rows.length), complete("COMMIT"), ready());
    }

    /** What the proxy asked for in its startup packet. */
    public Map<String, String> startup() {
        return startup;
    }

    /** The process id that the proxy was told. */
    public int pid() {
        return pid;
    }

    /** The other half of the cancel key. */
    public int secret() {
        return pid * 31;
    }
}
