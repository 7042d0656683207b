package io.pgweir.proxy.listen;

import java.util.Collection;
import java.util.stream.Collectors;

/** Names of channels in SQL. */
final class ChannelName {
    private ChannelName() {}

    static String listen(String channel) {
        return "LISTEN " + quoted(channel);
    }

    static String listen(Collection<String> channels) {
        return channels.stream().map(ChannelName::listen).collect(Collectors.joining(";"));
    }

    static String unlisten(String channel) {
        return "UNLISTEN " + quoted(channel);
    }

    /** @param payload has no quotes */
    static String notify(String channel, String payload) {
        return "NOTIFY " + quoted(channel) + ",'" + payload + '\'';
    }

    private static String quoted(String channel) {
        return '"' + channel.replace("\"", "\"\"") + '"';
    }
}
