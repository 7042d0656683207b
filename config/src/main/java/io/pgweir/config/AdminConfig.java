package io.pgweir.config;

import java.util.List;

/** Who may look and who may act. */
public record AdminConfig(
        @Setting(def = "", pgbouncer = "admin_users", doc = "Users with all console commands, separated by commas.")
        List<String> users,

        @Setting(def = "", pgbouncer = "stats_users", doc = "Users who may look but not act, separated by commas.")
        List<String> statsUsers,

        @Setting(doc = "The HTTP side: metrics and health.") HttpConfig http) {}
