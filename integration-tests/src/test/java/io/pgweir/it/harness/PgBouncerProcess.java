package io.pgweir.it.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A real PgBouncer, to compare with. Tests that need it are skipped, visibly, where it is not installed. */
public final class PgBouncerProcess implements AutoCloseable {
    private static final String PROGRAM = "pgbouncer";

    private final LoggedProcess process;
    private final int port;

    private PgBouncerProcess(LoggedProcess process, int port) {
        this.process = process;
        this.port = port;
    }

    /**
     * Starts one in front of a PostgreSQL.
     *
     * @param users lines of its userlist.txt
     * @param settings more lines for its section [pgbouncer]; the last of a name counts
     */
    public static PgBouncerProcess start(Postgres postgres, List<String> users, String... settings) throws IOException {
        Program.needed(PROGRAM);
        int port = Ports.free();
        Path folder = Files.createTempDirectory("pgweir-pgbouncer-");
        // It refuses to be root, and whoever it becomes must be able to read its files.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.write(folder.resolve("userlist.txt"), users);
        Path ini = folder.resolve("pgbouncer.ini");
        Files.writeString(ini, ini(postgres, folder, port, settings));
        List<String> words =
                new ArrayList<>(List.of(Program.installed(PROGRAM).orElseThrow().toString()));
        if (TestRun.root()) {
            words.addAll(List.of("-u", "nobody"));
        }
        words.add(ini.toString());
        LoggedProcess process = LoggedProcess.start(PROGRAM, new ProcessBuilder(words));
        process.awaitLine("process up");
        return new PgBouncerProcess(process, port);
    }

    private static String ini(Postgres postgres, Path folder, int port, String... settings) {
        return """
                [databases]
                * = host=127.0.0.1 port=%d
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_file = %s
                auth_type = trust
                pool_mode = transaction
                admin_users = admin
                stats_users = stats
                %s
                """.formatted(postgres.port(), port, folder.resolve("userlist.txt"), String.join("\n", settings));
    }

    public int port() {
        return port;
    }

    public LoggedProcess process() {
        return process;
    }

    @Override
    public void close() throws IOException {
        process.signal("INT");
        int unused = process.awaitExit();
    }
}
