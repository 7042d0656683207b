package io.pgweir.proxy.app;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A short scripted run for the class-data archive ({@code bin/pgweir archive}): it loads what a start and the first
 * queries load, so that the next start finds it prepared. It needs no PostgreSQL.
 */
final class Training {
    private static final int SESSIONS = 20;

    private Training() {}

    /** Answers the exit status. */
    static int run() {
        try (TrainingServer server = new TrainingServer()) {
            Path folder = Files.createTempDirectory("pgweir-training");
            Path file = folder.resolve("pgweir.yaml");
            Files.writeString(file, configuration(server.port()));
            ProxyProcess process = new ProxyProcess(new ConfigSource(file.toString(), false), ProcessOptions.NONE);
            Pgweir pgweir = process.start();
            int port = ((InetSocketAddress) pgweir.addresses().get(0)).getPort();
            for (int i = 0; i < SESSIONS; i++) {
                TrainingClient.session(port);
            }
            TrainingClient.console(port);
            process.stop();
            Files.delete(file);
            Files.delete(folder);
            return 0;
        } catch (IOException e) {
            System.err.println("training failed: " + e.getMessage());
            return 1;
        }
    }

    private static String configuration(int serverPort) {
        return """
                listen: {address: 127.0.0.1, port: 0}
                auth: {type: trust}
                admin: {users: [training], http: {port: 0}}
                servers:
                  training: {host: 127.0.0.1, port: %d}
                """.formatted(serverPort);
    }
}
