package io.pgweir.it.harness;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The bytes of a message, as they are put together. */
public final class WireBody {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    public WireBody int8(int value) {
        bytes.write(value);
        return this;
    }

    public WireBody int16(int value) {
        return bytes(ByteBuffer.allocate(Short.BYTES).putShort((short) value).array());
    }

    public WireBody int32(int value) {
        return bytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    public WireBody cstring(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8)).int8(0);
    }

    public WireBody bytes(byte[] some) {
        bytes.writeBytes(some);
        return this;
    }

    int size() {
        return bytes.size();
    }

    public byte[] toBytes() {
        return bytes.toByteArray();
    }
}
