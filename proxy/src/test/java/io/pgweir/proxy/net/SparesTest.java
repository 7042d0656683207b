package io.pgweir.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SparesTest {
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(true);
    private final Spares spares = new Spares(allocator);

    @AfterEach
    void nothing_is_left_behind() {
        spares.release();
        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void a_buffer_that_came_back_is_lent_again_and_is_empty() {
        ByteBuf first = spares.take(10);
        spares.giveBack(first.writeZero(10));

        ByteBuf second = spares.take(Spares.BYTES);

        assertThat(second).isSameAs(first);
        assertThat(second.isReadable()).isFalse();
        spares.giveBack(second);
    }

    @Test
    void a_large_one_is_not_kept() {
        spares.giveBack(spares.take(Spares.BYTES + 1));

        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void one_that_grew_is_not_kept() {
        spares.giveBack(spares.take(1).writeZero(Spares.BYTES + 1));

        assertThat(allocator.metric().usedDirectMemory()).isZero();
    }

    @Test
    void no_more_are_kept_than_a_busy_loop_needs() {
        List<ByteBuf> taken = new ArrayList<>();
        for (int i = 0; i < 2 * Spares.MOST; i++) {
            taken.add(spares.take(1));
        }

        taken.forEach(spares::giveBack);

        assertThat(allocator.metric().usedDirectMemory()).isEqualTo((long) Spares.MOST * Spares.BYTES);
    }
}
