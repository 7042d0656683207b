package io.pgweir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The golden test of the generated files; {@code mvn -Pdocs test} writes them instead. */
final class GeneratedFilesTest {
    private static final Path ROOT = Path.of("..");
    private static final Path PAGE = ROOT.resolve("docs/configuration.md");
    private static final Path SCHEMA = ROOT.resolve("docs/pgweir.schema.json");
    private static final Path EXAMPLE = ROOT.resolve("proxy/src/dist/etc/pgweir.example.yaml");

    @Test
    void the_page_about_the_configuration_is_up_to_date() throws IOException {
        assertGolden(PAGE, ConfigurationPage.text());
    }

    @Test
    void the_json_schema_is_up_to_date() throws IOException {
        assertGolden(SCHEMA, JsonSchema.text());
    }

    @Test
    void the_example_file_is_up_to_date() throws IOException {
        assertGolden(EXAMPLE, ExampleFile.text());
    }

    @Test
    void the_example_file_says_nothing_but_the_defaults(@TempDir Path directory) throws IOException {
        Path example = Files.writeString(directory.resolve("example.yaml"), ExampleFile.text());
        Path least = Files.writeString(
                directory.resolve("least.yaml"),
                "{servers: {main: {host: 127.0.0.1}}, databases: {\"*\": }, users: {alice: }}");

        Loaded loaded = ConfigFile.load(example, new Surroundings(Map.of(), directory));

        assertThat(loaded.warnings()).isEmpty();
        assertThat(loaded.config()).isEqualTo(ConfigFile.load(least).config());
    }

    private static void assertGolden(Path file, String expected) throws IOException {
        if ("write".equals(System.getProperty("pgweir.docs"))) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, expected);
        }
        assertThat(file).as("run mvn -Pdocs test, and look at what changed").hasContent(expected);
    }
}
