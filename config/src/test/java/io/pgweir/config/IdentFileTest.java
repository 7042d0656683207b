package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ident files: who of the system may log in as whom. */
class IdentFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // made before the tests
    private Path folder;

    @SuppressWarnings("NullAway.Init") // read before the tests
    private IdentFile file;

    @BeforeEach
    void load() throws IOException {
        Path path = folder.resolve("ident.conf");
        Files.writeString(path, "# who\nm joe ann\nm \"j d\" all\nbad line\nn joe \"all\"\n");
        file = IdentFile.load(path);
    }

    @ParameterizedTest
    @CsvSource({
        "m, joe, ann, true",
        "m, joe, joe, false",
        "m, j d, joe, true",
        "n, joe, ann, false",
        "n, joe, all, true",
        "o, joe, ann, false",
        "'', joe, joe, true",
        "'', joe, ann, false",
    })
    void a_map_lets(String map, String systemUser, String user, boolean let) {
        assertThat(file.allows(map, List.of(systemUser), user)).isEqualTo(let);
    }

    @Test
    void a_line_that_cannot_be_used_is_passed_over() {
        assertThat(file.problems()).singleElement().asString().contains("ident.conf:4: ident line 4: ");
    }
}
