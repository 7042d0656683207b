package io.pgweir.proxy.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.pgweir.protocol.BackendKeyData;
import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CancelKeysTest {
    private final SecureRandom random = new SecureRandom();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 64})
    void every_client_of_every_loop_has_a_pid_of_its_own_that_tells_its_loop(int loops) {
        CancelKeys keys = new CancelKeys(loops, random);
        Set<Integer> pids = new HashSet<>();

        for (int number = -500; number < 500; number++) {
            for (int loop = 0; loop < loops; loop++) {
                BackendKeyData key = keys.key(number, loop);
                assertThat(keys.loopOf(key.pid())).isEqualTo(loop);
                assertThat(pids.add(key.pid())).as("pid %s is new", key.pid()).isTrue();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, 2_143_289_342})
    void pids_lie_above_every_real_one_whatever_the_number(int number) {
        CancelKeys keys = new CancelKeys(3, random);

        assertThat(keys.key(number, 2).pid()).isGreaterThan(4_194_304);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, -1, 4_194_304, Integer.MIN_VALUE})
    void a_pid_that_no_client_ever_had_leads_to_no_loop(int pid) {
        assertThat(new CancelKeys(3, random).loopOf(pid)).isEqualTo(-1);
    }

    @Test
    void secrets_differ() {
        CancelKeys keys = new CancelKeys(1, random);
        Set<Integer> secrets = new HashSet<>();

        for (int number = 0; number < 100; number++) {
            secrets.add(keys.key(number, 0).secret());
        }

        assertThat(secrets).hasSizeGreaterThan(95);
    }

    /** Protocol 3.0: four bytes of each, whatever their values. */
    @Test
    void a_key_is_always_as_long() {
        CancelKeys keys = new CancelKeys(1, random);

        for (int number = 0; number < 100; number++) {
            ByteBuf out = Unpooled.buffer();
            keys.key(number, 0).encode(out);
            assertThat(out.readableBytes()).isEqualTo(13);
        }
    }

    @Test
    void a_key_does_not_show_its_secret() {
        BackendKeyData key = new BackendKeyData(1, 123_456_789);

        assertThat(key.toString()).doesNotContain("123456789");
    }
}
