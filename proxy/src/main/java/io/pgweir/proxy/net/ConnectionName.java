package io.pgweir.proxy.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/**
 * What lines of the log begin with that are about one connection, as PgBouncer writes it:
 * {@code C-0x1f: db/user@127.0.0.1:4711}, with S for servers, {@code unix} in place of an address, and
 * {@code (nodb)/(nouser)} before they are known.
 */
public final class ConnectionName {
    private ConnectionName() {}

    public static String ofClient(long id, String database, String user, SocketAddress from) {
        return name('C', id, database, user, address(from));
    }

    public static String ofServer(long id, String database, String user, SocketAddress to) {
        return name('S', id, database, user, address(to));
    }

    /** How operators know the connection with this id, in the log and on the console. */
    public static String pointer(long id) {
        return "0x" + Long.toHexString(id);
    }

    private static String name(char kind, long id, String database, String user, String address) {
        return kind + "-" + pointer(id) + ": " + (database.isEmpty() ? "(nodb)" : database) + "/"
                + (user.isEmpty() ? "(nouser)" : user) + "@" + address;
    }

    /** {@code 127.0.0.1:4711}, {@code [::1]:4711} or {@code unix}. */
    public static String address(SocketAddress address) {
        if (!(address instanceof InetSocketAddress inet)) {
            return "unix";
        }
        InetAddress ip = inet.getAddress();
        String host = ip == null ? inet.getHostString() : ip.getHostAddress();
        return (ip instanceof Inet6Address ? "[" + host + "]" : host) + ":" + inet.getPort();
    }
}
