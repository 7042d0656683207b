package io.pgweir.it.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/** The tar.gz of the distribution, as somebody unpacked it elsewhere. Everybody may read it. */
public final class Unpacked {
    private final Path home;

    private Unpacked(Path home) {
        this.home = home;
    }

    /** Unpacks it. */
    public static Unpacked fresh() throws IOException {
        Path folder = readable(Files.createTempDirectory("pgweir-unpacked-"));
        Program tar = Program.run("tar", "-xzf", archive().toString(), "-C", folder.toString());
        if (tar.status() != 0) {
            throw new IOException("tar failed: " + tar.output());
        }
        try (Stream<Path> inside = Files.list(folder)) {
            return new Unpacked(inside.findFirst().orElseThrow());
        }
    }

    /** The tar.gz. */
    public static Path archive() throws IOException {
        try (Stream<Path> files = Files.list(TestRun.distribution().resolveSibling("."))) {
            return files.filter(file -> file.toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow(() -> new IOException("there is no tar.gz beside the distribution"));
        }
    }

    /** Lets everybody read a folder. */
    public static Path readable(Path folder) throws IOException {
        return Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    public Path home() {
        return home;
    }

    public String program(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    /** The words that run a command as somebody who is not root. */
    public static List<String> asOrdinaryUser() {
        if (!TestRun.root()) {
            return List.of();
        }
        Program.needed("setpriv");
        return List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
    }
}
