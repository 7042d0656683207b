package io.pgweir.proxy.pool;

import io.pgweir.config.LogConfig;
import io.pgweir.proxy.auth.SecretSource;
import io.pgweir.proxy.server.ServerNetwork;
import io.pgweir.proxy.server.TrackedParameters;
import java.util.function.Supplier;

/**
 * What every pool of a loop needs.
 *
 * @param secrets passwords towards servers
 * @param tracked the reported parameters that follow clients
 * @param companions made for each new server
 * @param defaults what new sessions start with, as far as clients changed it
 * @param log what is to be logged at present
 */
public record PoolContext(
        ServerNetwork network,
        SecretSource secrets,
        TrackedParameters tracked,
        Companion.Factory companions,
        SessionDefaults defaults,
        Supplier<LogConfig> log) {}
