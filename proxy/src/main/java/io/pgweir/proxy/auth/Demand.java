package io.pgweir.proxy.auth;

import java.util.Map;

/**
 * What is asked of one client.
 *
 * @param options of the method: a map of names, where LDAP is
 */
public record Demand(Method method, Map<String, String> options) {
    String map() {
        return options.getOrDefault("map", "");
    }
}
