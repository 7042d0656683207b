package io.pgweir.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No text leaves garbage. Leak detection is off meanwhile, since it allocates for every access to a buffer. */
class AllocationTest {
    private static final int WARM_UP = 2_000;
    private static final int MEASURED = 2_000;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Level before = ResourceLeakDetector.getLevel();
    private final SqlScanner scanner = new SqlScanner();

    @BeforeEach
    void detectNoLeaks() {
        ResourceLeakDetector.setLevel(Level.DISABLED);
    }

    @AfterEach
    void detectLeaks() {
        ResourceLeakDetector.setLevel(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "BEGIN",
                "SELECT abalance FROM pgbench_accounts WHERE aid = 1;",
                "select now(), E'\\'', $$x$$, nextval('s'), pg_temp.f() /* x */",
                "select set_config('a', 'b', true); set a = 1; declare c cursor with hold for select 1 -- x",
                "create function f() returns int begin atomic select 1; end"
            })
    void a_scan_allocates_nothing(String sql) {
        ByteBuf text = Unpooled.copiedBuffer(sql, StandardCharsets.UTF_8);
        scan(text, WARM_UP);

        long start = THREADS.getCurrentThreadAllocatedBytes();
        scan(text, MEASURED);
        long bytes = THREADS.getCurrentThreadAllocatedBytes() - start;

        assertThat(bytes / MEASURED).isZero();
    }

    private void scan(ByteBuf text, int times) {
        int end = text.writerIndex();
        for (int i = 0; i < times; i++) {
            scanner.suspicionsOf(text, 0, end, true, ClientEncoding.ASCII_SAFE);
            scanner.soleCommand();
            scanner.shapeOf(text, 0, end, true, ClientEncoding.ASCII_SAFE);
        }
    }
}
