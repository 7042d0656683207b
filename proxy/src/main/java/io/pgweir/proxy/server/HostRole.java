package io.pgweir.proxy.server;

import io.pgweir.config.TargetSessionAttrs;
import java.util.List;

/** Whether a host is what {@code target_session_attrs} asks for: it is asked itself, by a query on the new connection. */
final class HostRole {
    /** Two rows: whether new transactions are read-only, and whether it is a standby. */
    static final String QUERY = "SHOW transaction_read_only; SELECT pg_catalog.pg_is_in_recovery()";

    private HostRole() {}

    /** How often all hosts are gone through: once for the wish, and once more where it is only a preference. */
    static int passes(TargetSessionAttrs wanted) {
        return wanted == TargetSessionAttrs.PREFER_STANDBY ? 2 : 1;
    }

    /** Why the host will not do; empty when it will. */
    static String misfit(TargetSessionAttrs wanted, List<List<String>> rows) {
        if (rows.size() != 2) {
            return "its role is not known";
        }
        boolean readOnly = rows.get(0).get(0).equals("on");
        boolean standby = rows.get(1).get(0).equals("t");
        return switch (wanted) {
            case ANY -> "";
            case READ_WRITE -> readOnly ? "session is read-only" : "";
            case READ_ONLY -> readOnly ? "" : "session is not read-only";
            case PRIMARY -> standby ? "server is in hot standby mode" : "";
            case STANDBY, PREFER_STANDBY -> standby ? "" : "server is not in hot standby mode";
        };
    }
}
