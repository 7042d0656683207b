package io.pgweir.proxy.error;

import io.pgweir.proxy.testing.GoldenFile;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** docs/errors.md. */
class ErrorsPageTest {
    private static final String HEAD = """
            # Errors

            What pgweir itself says to clients; everything else they hear is PostgreSQL's own. `%s` stands for a value.
            Where PgBouncer has the same error the message is the same. This page is generated from `ProxyError`.

            | SQLSTATE | message | detail | hint |
            | --- | --- | --- | --- |
            """;

    @Test
    void the_page_about_the_errors_is_up_to_date() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        for (ProxyError error : ProxyError.values()) {
            page.append("| ").append(error.code());
            page.append(" | ").append(error.messageTemplate());
            page.append(" | ").append(error.detailTemplate());
            page.append(" | ").append(error.hint()).append(" |\n");
        }

        GoldenFile.assertGolden("errors.md", page.toString());
    }
}
