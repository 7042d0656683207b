package io.pgweir.proxy.console;

import io.pgweir.protocol.ErrorResponse;
import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.error.ProxyError;
import io.pgweir.proxy.net.Loop;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** SET: another value of one of PgBouncer's settings, at once and until the next RELOAD. */
final class SetCommand {
    static final String WORDS = "SET";

    private static final String TLS_AS_BEFORE = "TLS settings could not be applied, still using old configuration";

    /** The answer to what drivers set without being told to. */
    static final ErrorResponse IGNORED = new ErrorResponse(ErrorResponse.NOTICE, "00000", "SET ignored", "", "");

    /** A name and a value, as PgBouncer's console reads them: a value of other than letters and digits is quoted. */
    record Assignment(String name, String value) {
        private static final Pattern FORM = Pattern.compile(
                "\\s*SET\\s+(\"(?:[^\"]|\"\")*\"|\\w+)\\s*(?:=|TO)\\s*(\"(?:[^\"]|\"\")*\"|\\w+|'(?:[^']|'')*')\\s*;?\\s*",
                Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

        static Optional<Assignment> of(String text) {
            Matcher matcher = FORM.matcher(text);
            return matcher.matches()
                    ? Optional.of(new Assignment(unquoted(matcher.group(1)), unquoted(matcher.group(2))))
                    : Optional.empty();
        }

        private static String unquoted(String word) {
            String quote = word.substring(0, 1);
            return quote.equals("'") || quote.equals("\"")
                    ? word.substring(1, word.length() - 1).replace(quote + quote, quote)
                    : word;
        }
    }

    private final Overview overview;
    private final Control control;

    SetCommand(Overview overview, Control control) {
        this.overview = overview;
        this.control = control;
    }

    ConsoleCommand command() {
        return ConsoleCommand.action(
                WORDS, "key = value", "change a setting until the next RELOAD, by PgBouncer's name", this::set);
    }

    private void set(Request request) {
        Assignment assignment = Assignment.of(request.argument()).orElseThrow();
        Loop loop = request.client().link().loop();
        control.set(
                assignment.name(),
                assignment.value(),
                result -> overview.everywhere(loop, applied -> {}, () -> answer(request, assignment, result)));
    }

    private static void answer(Request request, Assignment assignment, Control.SetResult result) {
        String tag = "SET " + assignment.name() + "=" + assignment.value();
        if (!result.accepted()) {
            request.failed(ProxyError.CONSOLE_SET_FAILED.error(result.problem()));
        } else if (result.problem().isEmpty()) {
            request.done(tag);
        } else {
            request.notice(new ErrorResponse(ErrorResponse.NOTICE, "00000", TLS_AS_BEFORE, result.problem(), ""), tag);
        }
    }
}
