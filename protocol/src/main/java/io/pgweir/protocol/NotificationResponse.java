package io.pgweir.protocol;

import io.netty.buffer.ByteBuf;

/** NotificationResponse: somebody notified. Layout: 'A' int32 len, int32 pid, cstring channel, cstring payload. */
public final class NotificationResponse {
    /** Where the notifier's pid stands, from the start of the message. */
    public static final int PID_OFFSET = Message.HEADER_BYTES;

    /** The shortest such message: two empty texts. */
    public static final int MIN_BYTES = PID_OFFSET + Integer.BYTES + 2;

    private static final int CHANNEL_OFFSET = PID_OFFSET + Integer.BYTES;

    private NotificationResponse() {}

    /** The channel of the message at this index. */
    public static String channel(ByteBuf in, int at, int size) {
        return Message.cstring(in, channelIndex(at, size), at + size);
    }

    /** Index behind the channel's name, which begins {@link #PID_OFFSET} + 4 behind the message's own. */
    public static int channelEnd(ByteBuf in, int at, int size) {
        return Message.cstringEnd(in, channelIndex(at, size), at + size);
    }

    /** The payload of the message at this index. */
    public static String payload(ByteBuf in, int at, int size) {
        return Message.cstring(in, channelEnd(in, at, size) + 1, at + size);
    }

    private static int channelIndex(int at, int size) {
        if (size < MIN_BYTES) {
            throw new ProtocolViolation("NotificationResponse of " + size + " bytes");
        }
        return at + CHANNEL_OFFSET;
    }

    public static void encode(ByteBuf out, int pid, String channel, String payload) {
        int length = Message.begin(out, BackendType.NOTIFICATION_RESPONSE);
        out.writeInt(pid);
        Message.writeCstring(out, channel);
        Message.writeCstring(out, payload);
        Message.end(out, length);
    }
}
