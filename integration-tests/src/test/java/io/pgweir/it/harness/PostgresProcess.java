package io.pgweir.it.harness;

import io.pgweir.proxy.cli.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A PostgreSQL whose processes can be stopped, hung and killed. */
public final class PostgresProcess implements Postgres {
    private final EmbeddedPostgres embedded;

    PostgresProcess(EmbeddedPostgres embedded) {
        this.embedded = embedded;
    }

    @Override
    public int port() {
        return embedded.port();
    }

    /** Directory of its Unix socket. */
    public Path socketDirectory() {
        return embedded.socketDirectory();
    }

    /** Its data directory. */
    public Path data() {
        return embedded.socketDirectory().resolve("data");
    }

    /** What it logged so far. */
    public String log() throws IOException {
        return embedded.logText();
    }

    /** Ends it in fast mode. */
    public void stop() throws IOException {
        embedded.stop();
    }

    /** Starts it again, on the same port, with the same data. */
    public void restart() throws IOException {
        embedded.restart();
    }

    /** Its postmaster and everything that this started stand still. */
    public void hang() throws IOException {
        signalAll("STOP");
    }

    /** Ends {@link #hang}. */
    public void goOn() throws IOException {
        signalAll("CONT");
    }

    /** Takes over a new pg_hba.conf. */
    public void reload() throws IOException {
        embedded.signal("HUP");
    }

    private void signalAll(String signal) throws IOException {
        for (long pid : processes()) {
            LoggedProcess.signal(pid, signal);
        }
    }

    private List<Long> processes() {
        ProcessHandle postmaster = ProcessHandle.of(embedded.pid()).orElseThrow();
        return Stream.concat(Stream.of(postmaster), postmaster.descendants())
                .map(ProcessHandle::pid)
                .toList();
    }

    @Override
    public void close() {
        embedded.close();
    }
}
