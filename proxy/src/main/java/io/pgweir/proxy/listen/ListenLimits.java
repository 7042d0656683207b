package io.pgweir.proxy.listen;

import java.time.Duration;
import java.util.Optional;

/**
 * The settings that hubs look at.
 *
 * @param bufferBytes notifications that one session may leave untaken
 * @param timeout how long a hub waits for a session above that
 * @param gapChannel where sessions hear of a lost connection; empty closes them
 */
public record ListenLimits(int bufferBytes, Duration timeout, Optional<String> gapChannel) {}
