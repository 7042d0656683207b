package io.pgweir.config;

import java.time.Duration;
import java.util.Optional;

/** What differs for one user; it counts over what the database says. */
public record UserConfig(
        @Setting(example = "50", doc = "Overrides clients.max_per_user for this user.")
        Optional<Integer> maxClients,

        @Setting(example = "10m", doc = "Overrides clients.idle_timeout for this user.")
        Optional<Duration> clientIdleTimeout,

        @Setting(doc = "Any setting of pools, for this user.")
        Overrides<PoolsConfig> pools) {}
