package io.pgweir.proxy.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that says which process runs. A launcher that stays in front of the JVM gives its own process id. */
final class PidFile implements AutoCloseable {
    private final Path file;

    private PidFile(Path file) {
        this.file = file;
    }

    /**
     * Writes it.
     *
     * @throws IOException when a process that it names still runs, or it cannot be written
     */
    static PidFile write(Path file, long pid) throws IOException {
        if (Files.exists(file) && runs(Files.readString(file).trim(), pid)) {
            throw new IOException("pidfile '" + file + "' exists, another instance running?");
        }
        Files.writeString(file, pid + "\n");
        return new PidFile(file);
    }

    private static boolean runs(String text, long own) {
        try {
            long pid = Long.parseLong(text);
            return pid != own && ProcessHandle.of(pid).isPresent();
        } catch (NumberFormatException e) {
            return false;
        }
    }

    @Override
    public void close() {
        SocketFile.remove(file);
    }
}
