package io.pgweir.proxy.console;

import java.util.Optional;
import java.util.function.Function;

/**
 * One column of a table: its name, its type and where its values come from, declared together.
 *
 * @param value an empty answer is a NULL
 */
public record Column<R>(String name, Type type, Function<R, Optional<String>> value) {
    /** PostgreSQL's types that the console uses, with their OIDs and sizes (pg_type.dat). */
    public enum Type {
        TEXT(25, -1),
        INT4(23, 4),
        INT8(20, 8),
        NUMERIC(1700, -1);

        private final int oid;
        private final int size;

        Type(int oid, int size) {
            this.oid = oid;
            this.size = size;
        }

        int oid() {
            return oid;
        }

        int size() {
            return size;
        }

        /** Whether its values are numbers. */
        public boolean number() {
            return this != TEXT;
        }
    }
}
