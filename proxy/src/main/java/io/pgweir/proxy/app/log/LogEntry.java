package io.pgweir.proxy.app.log;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;

/** One line before it is text. */
record LogEntry(
        long millis,
        Level level,
        String message,
        Object @Nullable [] arguments,
        List<KeyValuePair> keys,
        @Nullable Throwable thrown) {}
