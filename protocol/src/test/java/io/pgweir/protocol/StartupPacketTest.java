package io.pgweir.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StartupPacketTest {
    private final ByteBuf in = Unpooled.buffer();

    @Test
    void a_startup_message_is_read_once_its_last_byte_came() {
        ByteBuf packet = Unpooled.buffer();
        Frontend.startup(packet, Map.of("user", "alice"));

        while (packet.readableBytes() > 1) {
            in.writeByte(packet.readByte());
            assertThat(StartupPacket.decode(in)).isNull();
        }
        in.writeByte(packet.readByte());

        assertThat(StartupPacket.decode(in)).isEqualTo(new StartupPacket.StartupMessage(3, 0, Map.of("user", "alice")));
        assertThat(in.isReadable()).isFalse();
    }

    @Test
    void encryption_requests_and_cancel_requests_are_told_apart() {
        Frontend.sslRequest(in);
        in.writeInt(8).writeInt(StartupPacket.GSSENC_REQUEST_CODE);
        Frontend.cancelRequest(in, new BackendKeyData(7, 9));

        assertThat(StartupPacket.decode(in)).isEqualTo(new StartupPacket.SslRequest());
        assertThat(StartupPacket.decode(in)).isEqualTo(new StartupPacket.GssEncRequest());
        assertThat(StartupPacket.decode(in)).isEqualTo(new StartupPacket.CancelRequest(7, 9));
    }

    @Test
    void an_old_protocol_is_named_and_its_body_not_read() {
        in.writeInt(12).writeInt(2 << 16).writeInt(0x41414141);

        assertThat(StartupPacket.decode(in)).isEqualTo(new StartupPacket.StartupMessage(2, 0, Map.of()));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, StartupPacket.MAX_BYTES + 1, 0x47455420})
    void a_length_that_cannot_be_right_is_refused_at_once(int length) {
        in.writeInt(length);

        assertThatThrownBy(() -> StartupPacket.decode(in))
                .isInstanceOf(ProtocolViolation.class)
                .hasMessageContaining("startup packet length " + length);
    }

    @Test
    void a_layout_without_its_terminators_is_refused() {
        assertRefused("user\0alice\0");
        assertRefused("user\0alice");
        assertRefused("user\0");
        assertRefused("user\0alice\0x");
    }

    @Test
    void a_request_with_a_body_of_the_wrong_size_is_refused() {
        in.writeInt(12).writeInt(StartupPacket.SSL_REQUEST_CODE).writeInt(1);
        assertThatThrownBy(() -> StartupPacket.decode(in)).isInstanceOf(ProtocolViolation.class);

        in.clear().writeInt(12).writeInt(StartupPacket.CANCEL_REQUEST_CODE).writeInt(1);
        assertThatThrownBy(() -> StartupPacket.decode(in)).isInstanceOf(ProtocolViolation.class);
    }

    private void assertRefused(String body) {
        in.clear()
                .writeInt(8 + body.length())
                .writeInt(Frontend.PROTOCOL_3_0)
                .writeBytes(body.getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> StartupPacket.decode(in)).isInstanceOf(ProtocolViolation.class);
    }
}
