package io.pgweir.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ErrorResponseTest {
    private final ByteBuf buffer = Unpooled.buffer();

    @Test
    void what_is_written_is_read_back() {
        ErrorResponse error = new ErrorResponse("FATAL", "53300", "too many", "a detail", "a hint");

        error.encode(buffer);

        assertThat(ErrorResponse.decode(buffer, 0, buffer.readableBytes())).isEqualTo(error);
        assertThat(Message.size(buffer, 0, 1 << 20)).isEqualTo(buffer.readableBytes());
    }

    @Test
    void the_untranslated_severity_counts() {
        message("SFEHLER\0VERROR\0C42601\0Mx\0\0");

        assertThat(decode().severity()).isEqualTo("ERROR");
    }

    @Test
    void missing_fields_are_empty() {
        message("\0");

        assertThat(decode()).isEqualTo(new ErrorResponse("", "", "", "", ""));
    }

    @Test
    void unknown_fields_are_passed_over() {
        message("Mx\0Zy\0C42601\0\0");

        assertThat(decode().code()).isEqualTo("42601");
    }

    @Test
    void a_value_without_its_end_is_refused() {
        message("Mxyz");

        assertThatThrownBy(this::decode).isInstanceOf(ProtocolViolation.class);
    }

    private void message(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
        buffer.writeByte('E').writeInt(bytes.length + 4).writeBytes(bytes);
    }

    private ErrorResponse decode() {
        return ErrorResponse.decode(buffer, 0, buffer.readableBytes());
    }
}
