package io.pgweir.proxy.route;

import java.util.Optional;

/**
 * Where and how the secret of a user is asked for that the auth file does not list.
 *
 * @param database the entry in which it is asked
 * @param query its parameter is the user's name
 * @param route to that entry as the user who asks; empty when there is no such entry
 */
public record Lookup(String database, String query, Optional<Route> route) {}
