package io.pgweir.proxy.app;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Two threads for what takes longer than a loop may wait: PBKDF2, names, files. Its queue is bounded; when it is full
 * the task is refused, and whoever wanted it says so to its client.
 */
final class Worker extends ThreadPoolExecutor {
    private static final int THREADS = 2;
    private static final int MAX_QUEUED = 2_000;

    Worker() {
        super(THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_QUEUED), task -> {
            Thread thread = new Thread(task, "worker");
            thread.setDaemon(true);
            return thread;
        });
        allowCoreThreadTimeOut(true);
    }
}
