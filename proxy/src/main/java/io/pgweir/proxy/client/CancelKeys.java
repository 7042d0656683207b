package io.pgweir.proxy.client;

import io.pgweir.protocol.BackendKeyData;
import java.security.SecureRandom;

/**
 * Hands out the keys that clients cancel with. The process ids lie above every real one (pid_max on Linux is 4,194,304
 * at most), and each tells which loop its client is at home on.
 */
final class CancelKeys {
    static final int FIRST_PID = 4_194_305;
    private static final int PIDS = Integer.MAX_VALUE - FIRST_PID;

    private final int loops;
    private final SecureRandom random;

    CancelKeys(int loops, SecureRandom random) {
        this.loops = loops;
        this.random = random;
    }

    /** The key of the client with this number on this loop. */
    BackendKeyData key(int number, int loop) {
        int perLoop = PIDS / loops;
        return new BackendKeyData(FIRST_PID + Math.floorMod(number, perLoop) * loops + loop, random.nextInt());
    }

    /** The loop of the client with this process id, or -1 when no client ever had it. */
    int loopOf(int pid) {
        return pid < FIRST_PID ? -1 : (pid - FIRST_PID) % loops;
    }
}
