package io.pgweir.proxy.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

final class DistributionFilesTest {
    private static final Path DIST = Path.of("src/dist");
    private static final Pattern METRIC = Pattern.compile("pgweir_\\w+");
    private static final Pattern PROGRAM = Pattern.compile("/opt/pgweir/(\\S+)");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kubernetes/deployment.yaml",
                "kubernetes/sidecar.yaml",
                "prometheus/alerts.yml",
                "grafana/pgweir.json"
            })
    void what_is_yaml_or_json_can_be_read(String file) throws IOException {
        String text = Files.readString(DIST.resolve("etc").resolve(file));

        List<Object> documents = new ArrayList<>();
        new Yaml().loadAll(text).forEach(documents::add);

        assertThat(documents).isNotEmpty().doesNotContainNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"prometheus/alerts.yml", "grafana/pgweir.json"})
    void only_metrics_that_exist_are_named(String file) throws IOException {
        Set<String> declared = new HashSet<>();
        ProcessMeter.ALL.forEach(meter -> declared.add(meter.name()));
        PoolMeter.ALL.forEach(meter -> declared.add(meter.name() + (meter.counter() ? "_total" : "")));

        Matcher named = METRIC.matcher(Files.readString(DIST.resolve("etc").resolve(file)));

        assertThat(named.results().map(match -> match.group())).isNotEmpty().isSubsetOf(declared);
    }

    @Test
    void only_programs_that_exist_are_started() throws IOException {
        String text = Files.readString(DIST.resolve("etc/pgweir.service"))
                + Files.readString(DIST.resolve("etc/Containerfile")).replace("\"", "");

        Matcher named = PROGRAM.matcher(text.replace("]", ""));

        assertThat(named.results().map(match -> DIST.resolve(match.group(1))))
                .isNotEmpty()
                .allSatisfy(file -> assertThat(file).exists());
    }
}
