package io.pgweir.protocol;

/** NotificationResponse: somebody notified. Layout: 'A' int32 len, int32 pid, cstring channel, cstring payload. */
public final class NotificationResponse {
    /** Where the notifier's pid stands, from the start of the message. */
    public static final int PID_OFFSET = Message.HEADER_BYTES;

    /** The shortest such message: two empty texts. */
    public static final int MIN_BYTES = PID_OFFSET + Integer.BYTES + 2;

    private NotificationResponse() {}
}
