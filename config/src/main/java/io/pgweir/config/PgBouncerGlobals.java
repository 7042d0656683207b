package io.pgweir.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The section [pgbouncer]. */
final class PgBouncerGlobals {
    private final RawSection root;
    private final RawSection eachServer;
    private final Problems problems;
    private final PgBouncerValues values;
    private final Map<String, String> supported = PgBouncerKeys.supported();

    /** What belongs to the whole program goes below root, what belongs to each server below the other. */
    PgBouncerGlobals(RawSection root, RawSection eachServer, Problems problems) {
        this.root = root;
        this.eachServer = eachServer;
        this.problems = problems;
        this.values = new PgBouncerValues(problems);
    }

    void read(IniSection section) {
        for (IniEntry entry : section.entries()) {
            String path = supported.get(entry.name());
            String ignoredDefault = PgBouncerKeys.UNSUPPORTED.get(entry.name());
            if (path != null) {
                put(path, values.ours(entry.name(), entry.value()));
            } else if (ignoredDefault != null) {
                warnUnlessDefault(entry, ignoredDefault);
            } else {
                String hint = Names.didYouMean(entry.name(), known());
                problems.error(entry.place(), "unknown setting \"" + entry.name() + "\"" + hint);
            }
        }
    }

    private void put(String path, RawText value) {
        if (path.startsWith(PgBouncerKeys.EACH_SERVER)) {
            eachServer.putAt(path.substring(PgBouncerKeys.EACH_SERVER.length()), value);
        } else {
            root.putAt(path, value);
        }
    }

    private void warnUnlessDefault(IniEntry entry, String defaultText) {
        if (!same(entry.value().text(), defaultText)) {
            problems.warning(entry.place(), "\"" + entry.name() + "\" is not supported yet and has no effect");
        }
    }

    private static boolean same(String text, String defaultText) {
        DurationType numbers = new DurationType(); // reads 3600 and 3600.0 alike
        Optional<?> number = numbers.parse(defaultText);
        boolean sameNumber = number.isPresent() && numbers.parse(text).equals(number);
        return sameNumber || text.equalsIgnoreCase(defaultText);
    }

    private List<String> known() {
        List<String> names = new ArrayList<>(supported.keySet());
        names.addAll(PgBouncerKeys.UNSUPPORTED.keySet());
        return names;
    }
}
