package io.pgweir.proxy.web;

import io.micrometer.core.instrument.Tag;
import io.pgweir.proxy.testing.GoldenFile;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** docs/metrics.md. */
class MetricsPageTest {
    private static final String HEAD = """
            # Metrics and health

            `admin.http` serves `/metrics` in the text format of Prometheus, `/healthz` (200 while the process works) and
            `/readyz` (200 while clients are let in; 503 as soon as it is told to end). This page is generated from the
            meters.

            ## Of the process

            | name | type | what it is |
            | --- | --- | --- |
            """;
    private static final String POOLS = """

            ## Of each pool

            All have the labels `database` and `user`; more labels are in the last column.

            | name | type | what it is | labels |
            | --- | --- | --- | --- |
            """;

    @Test
    void the_page_about_the_metrics_is_up_to_date() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        for (ProcessMeter meter : ProcessMeter.ALL) {
            page.append("| `").append(meter.name()).append("` | gauge | ");
            page.append(meter.help()).append(" |\n");
        }
        page.append(POOLS);
        poolRows()
                .forEach((row, labels) ->
                        page.append(("| " + row + " | " + labels).trim()).append(" |\n"));

        GoldenFile.assertGolden("metrics.md", page.toString());
    }

    /** One row for each name, with the values that its labels have. */
    private static Map<String, String> poolRows() {
        Map<String, String> rows = new LinkedHashMap<>();
        for (PoolMeter meter : PoolMeter.ALL) {
            String name = meter.counter() ? meter.name() + "_total" : meter.name();
            String type = meter.counter() ? "counter" : "gauge";
            StringBuilder labels = new StringBuilder();
            for (Tag tag : meter.tags()) {
                labels.append('`').append(tag.getKey()).append('=').append(tag.getValue());
                labels.append("` ");
            }
            rows.merge("`" + name + "` | " + type + " | " + meter.help(), labels.toString(), String::concat);
        }
        return rows;
    }
}
