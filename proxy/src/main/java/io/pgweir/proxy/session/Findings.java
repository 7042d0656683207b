package io.pgweir.proxy.session;

import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a census found on a server connection.
 *
 * @param asked the reasons that were asked for
 * @param reasons those of them that hold
 * @param settings what the session has set, by lower-case name, when that was asked;
 *     {@link io.pgweir.proxy.server.Settings#AT_DEFAULT} for custom settings that are there with their default
 * @param statements names of all prepared statements, when that was asked
 * @param channels that the session listens to, when that was asked
 */
public record Findings(
        Set<PinReason> asked,
        Set<PinReason> reasons,
        Optional<Map<String, String>> settings,
        Optional<Set<String>> statements,
        Set<String> channels) {

    /** Nothing was asked. */
    public static final Findings NOTHING =
            new Findings(Set.of(), EnumSet.noneOf(PinReason.class), Optional.empty(), Optional.empty(), Set.of());
}
