package io.pgweir.proxy.relay;

import io.pgweir.proxy.net.HotPath;
import java.util.Arrays;

/**
 * The answers that are outstanding on one server connection, in their order: a ring that grows with the depth of the
 * client's pipeline. Each has a detail that says what to do when it comes, or when an error skips it.
 */
final class Replies {
    static final Object NO_DETAIL = new Object();

    private static final int INITIAL_CAPACITY = 16;

    private Reply[] replies = new Reply[INITIAL_CAPACITY];
    private Object[] details = new Object[INITIAL_CAPACITY];
    private int head;
    private int size;

    @HotPath
    void add(Reply reply) {
        add(reply, NO_DETAIL);
    }

    @HotPath
    void add(Reply reply, Object detail) {
        if (size == replies.length) {
            grow();
        }
        int at = index(size);
        replies[at] = reply;
        details[at] = detail;
        size++;
    }

    private void grow() {
        Reply[] moreReplies = Arrays.copyOf(replies, 2 * replies.length);
        Object[] moreDetails = Arrays.copyOf(details, 2 * details.length);
        for (int i = 0; i < size; i++) {
            moreReplies[i] = get(i);
            moreDetails[i] = detail(i);
        }
        replies = moreReplies;
        details = moreDetails;
        head = 0;
    }

    private int index(int offset) {
        return (head + offset) & (replies.length - 1);
    }

    @HotPath
    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** Whether this is the next answer. */
    @HotPath
    boolean nextIs(Reply reply) {
        return size > 0 && replies[head] == reply;
    }

    /** The one at this offset from the next. */
    Reply get(int offset) {
        return replies[index(offset)];
    }

    Object detail(int offset) {
        return details[index(offset)];
    }

    void detail(int offset, Object now) {
        details[index(offset)] = now;
    }

    /** The next answer came; answers its detail. */
    @HotPath
    Object take() {
        assert size > 0;
        Object detail = details[head];
        details[head] = NO_DETAIL;
        head = (head + 1) & (replies.length - 1);
        size--;
        return detail;
    }

    /** Takes out the one at this offset. */
    void remove(int offset) {
        for (int i = offset; i > 0; i--) {
            replies[index(i)] = get(i - 1);
            details[index(i)] = detail(i - 1);
        }
        Object unused = take();
    }

    /** Offset of the next answer that ends with ReadyForQuery, or -1. */
    int nextReady() {
        for (int i = 0; i < size; i++) {
            if (get(i).endsWithReady()) {
                return i;
            }
        }
        return -1;
    }

    /** Forgets everything, and what a deep pipeline needed. */
    void clear() {
        head = 0;
        size = 0;
        if (replies.length > INITIAL_CAPACITY) {
            replies = new Reply[INITIAL_CAPACITY];
            details = new Object[INITIAL_CAPACITY];
        } else {
            Arrays.fill(details, NO_DETAIL);
        }
    }
}
