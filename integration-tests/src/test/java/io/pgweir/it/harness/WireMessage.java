package io.pgweir.it.harness;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A message of a backend, taken apart here and not by the code under test. */
public record WireMessage(char type, byte[] body) {
    /** The fields of an error or a notice, by their letters. */
    public Map<Character, String> fields() {
        Map<Character, String> fields = new TreeMap<>();
        for (String field : text().split("\0", -1)) {
            if (!field.isEmpty()) {
                fields.put(field.charAt(0), field.substring(1));
            }
        }
        return fields;
    }

    /** One field of an error or a notice; empty when it is not there. */
    public String field(char letter) {
        return fields().getOrDefault(letter, "");
    }

    public String sqlState() {
        return field('C');
    }

    public String message() {
        return field('M');
    }

    /** The body as text, its zeros included. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The text in front of the first zero. */
    public String cstring() {
        return text().split("\0", 2)[0];
    }

    /** Channel and payload of a notification, as {@code news:text}. */
    public String notification() {
        String[] parts =
                new String(body, Integer.BYTES, body.length - Integer.BYTES, StandardCharsets.UTF_8).split("\0", -1);
        return parts[0] + ":" + parts[1];
    }

    public int int32(int at) {
        return ByteBuffer.wrap(body).getInt(at);
    }

    /** Values of a row in text format. */
    public List<@Nullable String> values() {
        ByteBuffer buffer = ByteBuffer.wrap(body);
        List<@Nullable String> values = new ArrayList<>();
        for (int i = buffer.getShort(); i > 0; i--) {
            int length = buffer.getInt();
            if (length < 0) {
                values.add(null);
            } else {
                byte[] value = new byte[length];
                buffer.get(value);
                values.add(new String(value, StandardCharsets.UTF_8));
            }
        }
        return values;
    }

    /** Names and type OIDs of a row description, in order, as {@code name:25}. */
    public List<String> columns() {
        ByteBuffer buffer = ByteBuffer.wrap(body);
        List<String> columns = new ArrayList<>();
        for (int i = buffer.getShort(); i > 0; i--) {
            StringBuilder name = new StringBuilder();
            for (byte letter = buffer.get(); letter != 0; letter = buffer.get()) {
                name.append((char) letter);
            }
            buffer.position(buffer.position() + Integer.BYTES + Short.BYTES);
            columns.add(name + ":" + buffer.getInt());
            buffer.position(buffer.position() + Short.BYTES + Integer.BYTES + Short.BYTES);
        }
        return columns;
    }

    @Override
    public String toString() {
        return type + "[" + text().replace('\0', '|') + "]";
    }
}
