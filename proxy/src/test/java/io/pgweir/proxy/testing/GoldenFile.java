package io.pgweir.proxy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A document that is generated from the code, so that it is never wrong. */
public final class GoldenFile {
    private static final Path DOCS = Path.of("../docs");

    private GoldenFile() {}

    /** The document has this text; in a run that writes documents, it gets it. */
    public static void assertGolden(String name, String text) throws IOException {
        Path file = DOCS.resolve(name);
        if ("write".equals(System.getProperty("pgweir.docs"))) {
            Files.writeString(file, text);
        }
        assertThat(file).as("run mvn -Pdocs test, and look at what changed").hasContent(text);
    }
}
