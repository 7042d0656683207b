package io.pgweir.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {
    private final ByteBuf buffer = Unpooled.buffer();

    @Test
    void a_size_counts_the_type_byte() {
        buffer.writeByte('S').writeInt(4);

        assertThat(Message.size(buffer, 0, 100)).isEqualTo(Message.EMPTY_BYTES);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 0, -1, Integer.MIN_VALUE, 100, Integer.MAX_VALUE})
    void a_length_out_of_bounds_is_refused_with_its_value(int length) {
        buffer.writeByte('Q').writeInt(length);

        assertThatThrownBy(() -> Message.size(buffer, 0, 100))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessage("message length " + length + " of type 'Q' (expected: 4..99)");
    }

    @Test
    void a_text_must_end_inside_its_message() {
        buffer.writeBytes(new byte[] {'a', 'b', 0, 'c'});

        assertThat(Message.cstring(buffer, 0, 4)).isEqualTo("ab");
        assertThat(Message.cstringEnd(buffer, 2, 4)).isEqualTo(2);
        assertThatThrownBy(() -> Message.cstringEnd(buffer, 3, 4)).isInstanceOf(ProtocolViolation.class);
        assertThatThrownBy(() -> Message.cstringEnd(buffer, 4, 4)).isInstanceOf(ProtocolViolation.class);
    }
}
