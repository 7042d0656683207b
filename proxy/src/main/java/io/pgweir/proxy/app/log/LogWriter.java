package io.pgweir.proxy.app.log;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * Takes log lines from any thread without making it wait, and writes them on a thread of its own. The queue is
 * bounded: what does not fit is dropped and counted, and the count is logged.
 *
 * <p>A loop that logs pays no system call: the writer looks by itself every 20 ms while there is something to write,
 * and is woken only from a longer sleep.
 */
public final class LogWriter {
    /** The one of this process; until {@link #open} it writes to standard error. */
    public static final LogWriter PROCESS = new LogWriter();

    private static final int MAX_QUEUED = 20_000;
    private static final long LOOK_NANOS = 20_000_000L;
    private static final int LOOKS_BEFORE_SLEEP = 50;
    private static final Level[] BY_VERBOSITY = {Level.INFO, Level.DEBUG, Level.TRACE};

    private final ConcurrentLinkedQueue<LogEntry> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicLong dropped = new AtomicLong();
    private final Thread thread = new Thread(this::run, "log");
    private volatile List<OutputStream> outputs = List.of(new FileOutputStream(FileDescriptor.err));
    private volatile Optional<Syslog> system = Optional.empty();
    private volatile Level level = Level.INFO;
    private volatile boolean asleep;
    private volatile boolean closed;
    private @Nullable LineFormat format; // made by the writer: loading the time zones takes longer than a line can wait

    private LogWriter() {
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Says where lines go from now on; called again after a file was rotated.
     *
     * @param file standard error when there is none
     * @param syslog the system's log as well
     * @param standardError whether lines go to standard error as well
     * @param verbosity 0 the usual, 1 debug, 2 and more everything
     */
    public void open(Optional<Path> file, Optional<Syslog> syslog, boolean standardError, int verbosity)
            throws IOException {
        List<OutputStream> opened = new ArrayList<>();
        if (file.isPresent()) {
            opened.add(Files.newOutputStream(file.get(), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        }
        if (standardError || (file.isEmpty() && syslog.isEmpty())) {
            opened.add(new FileOutputStream(FileDescriptor.err));
        }
        List<OutputStream> before = outputs;
        synchronized (this) {
            outputs = opened;
            system = syslog;
        }
        closeFiles(before);
        level = BY_VERBOSITY[Math.max(0, Math.min(verbosity, BY_VERBOSITY.length - 1))];
    }

    private static void closeFiles(List<OutputStream> outputs) throws IOException {
        for (OutputStream output : outputs) {
            if (!(output instanceof FileOutputStream)) { // standard error stays
                output.close();
            }
        }
    }

    /** Whether a line of this level would be written; of libraries only warnings are. */
    boolean wants(Level wanted, boolean ours) {
        return wanted.toInt() >= (ours ? level : Level.WARN).toInt();
    }

    void write(LogEntry entry) {
        if (queued.incrementAndGet() > MAX_QUEUED) {
            queued.decrementAndGet();
            dropped.incrementAndGet();
            return;
        }
        queue.add(entry);
        if (asleep) {
            asleep = false;
            LockSupport.unpark(thread);
        }
    }

    private void run() {
        int idleLooks = 0;
        while (!closed) {
            idleLooks = flush() ? 0 : idleLooks + 1;
            if (idleLooks < LOOKS_BEFORE_SLEEP) {
                LockSupport.parkNanos(this, LOOK_NANOS);
            } else {
                sleep();
            }
        }
    }

    private void sleep() {
        asleep = true;
        if (queue.isEmpty() && !closed) {
            LockSupport.park(this);
        }
        asleep = false;
    }

    /** Writes what is queued; answers whether there was anything. */
    public synchronized boolean flush() {
        if (queue.isEmpty() && dropped.get() == 0) {
            return false;
        }
        LineFormat text = format();
        StringBuilder lines = new StringBuilder();
        for (LogEntry entry = queue.poll(); entry != null; entry = queue.poll()) {
            queued.decrementAndGet();
            text.append(lines, entry);
            toSystem(entry);
        }
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
            String message = lost + " log lines were dropped";
            text.append(lines, new LogEntry(System.currentTimeMillis(), Level.WARN, message, null, List.of(), null));
        }
        byte[] bytes = lines.toString().getBytes(StandardCharsets.UTF_8);
        for (OutputStream output : outputs) {
            writeTo(output, bytes);
        }
        return bytes.length > 0;
    }

    private void toSystem(LogEntry entry) {
        if (system.isPresent()) {
            StringBuilder line = new StringBuilder();
            LineFormat.appendText(line, entry);
            system.get().send(entry, line.toString());
        }
    }

    private LineFormat format() {
        LineFormat made = format == null ? new LineFormat() : format;
        format = made;
        return made;
    }

    private static void writeTo(OutputStream output, byte[] bytes) {
        try {
            output.write(bytes);
            output.flush();
        } catch (IOException e) {
            // a full disk must not stop the proxy, and there is nowhere to say so
        }
    }

    /** Writes what is queued and stops. */
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        boolean unused = flush();
    }
}
