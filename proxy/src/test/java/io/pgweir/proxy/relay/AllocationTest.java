package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.describePortal;
import static io.pgweir.proxy.testing.ClientFrames.execute;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import io.pgweir.proxy.testing.Answers;
import io.pgweir.proxy.testing.Frame;
import io.pgweir.proxy.testing.TestProxy;
import io.pgweir.proxy.testing.WireClient;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A transaction leaves no garbage: what the loop's thread allocates is counted while thousands of them pass. Leak
 * detection is off meanwhile, since it allocates for every access to a buffer.
 */
class AllocationTest {
    private static final int WARM_UP = 12_000;
    private static final int MEASURED = 4_000;

    /** Half of the smallest object; the ticks of the loop come to less than one byte per transaction. */
    private static final long MAX_BYTES = 8;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Level before = ResourceLeakDetector.getLevel();
    private final TestProxy proxy = new TestProxy();

    @BeforeEach
    void start() throws IOException {
        ResourceLeakDetector.setLevel(Level.DISABLED);
        proxy.start();
        proxy.server().answers(Answers.ALL_WELL);
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        ResourceLeakDetector.setLevel(before);
    }

    private static void run(WireClient client, byte[] request, int answerBytes, int times) {
        for (int i = 0; i < times; i++) {
            client.send(request);
            client.skip(answerBytes);
        }
    }

    private long loopThread() {
        return proxy.ask(clients -> Thread.currentThread().getId()).get(0);
    }

    private long bytesPerTransaction(WireClient client, byte[] request, int answerBytes) {
        run(client, request, answerBytes, WARM_UP);
        long loop = loopThread();
        long start = THREADS.getThreadAllocatedBytes(loop);
        run(client, request, answerBytes, MEASURED);
        return (THREADS.getThreadAllocatedBytes(loop) - start) / MEASURED;
    }

    @Test
    void a_simple_query_allocates_nothing() {
        WireClient client = proxy.login("db");

        long bytes = bytesPerTransaction(client, query("SELECT 1").bytes(), 14 + 6);

        assertThat(bytes).isLessThan(MAX_BYTES);
    }

    @Test
    void an_extended_query_allocates_nothing() {
        WireClient client = proxy.login("db");
        byte[] request =
                Frame.bytes(parse("", "SELECT $1"), bind("", "", "1"), describePortal(""), execute(""), sync());

        long bytes = bytesPerTransaction(client, request, 5 + 5 + 5 + 14 + 6);

        assertThat(bytes).isLessThan(MAX_BYTES);
    }

    @Test
    void a_prepared_query_allocates_nothing() {
        WireClient client = proxy.login("db");
        run(client, Frame.bytes(parse("s", "SELECT $1"), sync()), 5 + 6, 1);

        long bytes = bytesPerTransaction(client, Frame.bytes(bind("", "s", "1"), execute(""), sync()), 5 + 14 + 6);

        assertThat(bytes).isLessThan(MAX_BYTES);
    }

    @Test
    void clients_that_take_turns_allocate_nothing_either() {
        WireClient one = proxy.login("db");
        WireClient two = proxy.login("db");
        byte[] request = query("SELECT 1").bytes();
        for (int i = 0; i < WARM_UP / 2; i++) {
            run(one, request, 20, 1);
            run(two, request, 20, 1);
        }

        long bytes = bytesPerTransaction(one, request, 20) + bytesPerTransaction(two, request, 20);

        assertThat(bytes).isLessThan(2 * MAX_BYTES);
    }
}
