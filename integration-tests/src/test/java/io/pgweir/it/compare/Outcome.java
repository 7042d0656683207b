package io.pgweir.it.compare;

import io.pgweir.it.harness.Answer;
import io.pgweir.it.harness.WireMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a client knows after a step, without what differs between two databases anyway.
 *
 * @param told the messages in their order, but for ParameterStatus and notifications
 * @param parameters the last value that it was told of each parameter
 */
record Outcome(List<String> told, Map<String, String> parameters) {
    /** Not compared here: ParameterStatus, notifications, BackendKeyData, authentication. */
    private static final String UNCOMPARED = "SAKR";

    /** Severity, SQLSTATE, message, detail, hint, position. */
    private static final String FIELDS = "SCMDHP";

    static Outcome of(List<Answer> answers, Map<String, String> parameters) {
        List<String> told = new ArrayList<>();
        for (Answer answer : answers) {
            answer.messages().stream()
                    .filter(message -> UNCOMPARED.indexOf(message.type()) < 0)
                    .forEach(message -> told.add(message.type() + " " + content(message)));
            if (answer.closed()) {
                told.add("the connection ends");
            }
        }
        return new Outcome(told, new TreeMap<>(parameters));
    }

    /** Of a client that gets no answer. */
    static Outcome ofSilence(int millis) {
        return new Outcome(List.of("no answer within " + millis + " ms"), Map.of());
    }

    private static String content(WireMessage message) {
        return switch (message.type()) {
            case 'T' -> message.columns().toString();
            case 'D' -> message.values().toString();
            case 'E', 'N' -> fields(message);
            default ->
                new String(message.body(), StandardCharsets.ISO_8859_1)
                        .replace("\0", "\\0")
                        .stripTrailing();
        };
    }

    private static String fields(WireMessage message) {
        StringBuilder text = new StringBuilder();
        message.fields().forEach((letter, value) -> {
            if (FIELDS.indexOf(letter) >= 0) {
                text.append(letter).append('=').append(value).append("  ");
            }
        });
        return text.toString().stripTrailing();
    }

    /** Says what differs from another one. */
    String against(Outcome other) {
        StringBuilder text = new StringBuilder();
        if (!told.equals(other.told)) {
            told.forEach(line -> text.append("    ").append(line).append('\n'));
        }
        parameters.forEach((name, value) -> {
            if (!value.equals(other.parameters.get(name))) {
                text.append("    S ").append(name).append(" = ").append(value).append('\n');
            }
        });
        return text.toString();
    }
}
