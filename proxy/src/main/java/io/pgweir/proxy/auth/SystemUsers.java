package io.pgweir.proxy.auth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The system's users by their numbers, as {@code getpwuid} knows them; asked on the worker. */
final class SystemUsers {
    private SystemUsers() {}

    static Optional<String> nameOf(int uid) {
        try {
            Optional<String> local = named(Files.readString(Path.of("/etc/passwd"), StandardCharsets.ISO_8859_1), uid);
            return local.isPresent() ? local : named(getent(uid), uid); // users may come from a directory
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    // name:password:uid:...
    private static Optional<String> named(String passwd, int uid) {
        String number = Integer.toUnsignedString(uid);
        for (String line : passwd.split("\n", -1)) {
            String[] fields = line.split(":", -1);
            if (fields.length > 2 && fields[2].equals(number)) {
                return Optional.of(fields[0]);
            }
        }
        return Optional.empty();
    }

    private static String getent(int uid) throws IOException {
        Process process = new ProcessBuilder("getent", "passwd", Integer.toUnsignedString(uid)).start();
        process.getOutputStream().close();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
