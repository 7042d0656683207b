package io.pgweir.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where clients connect. */
public record ListenConfig(
        @Setting(
                def = "127.0.0.1",
                pgbouncer = "listen_addr",
                pgbouncerDef = "",
                reloadable = false,
                doc = "Addresses to listen on, separated by commas; * is all of them, empty is the Unix socket only.")
        List<String> address,

        @Setting(
                def = "6432",
                max = 65535,
                pgbouncer = "listen_port",
                reloadable = false,
                doc = "TCP port, and the number in the name of the Unix socket. 0 takes any free port.")
        int port,

        @Setting(
                def = "128",
                pgbouncer = "listen_backlog",
                reloadable = false,
                doc = "How many connections may wait to be accepted.")
        int backlog,

        @Setting(
                pgbouncer = "unix_socket_dir",
                pgbouncerDef = "/tmp",
                format = Setting.Format.PATH,
                example = "/run/pgweir",
                reloadable = false,
                doc = "Directory of the Unix socket .s.PGSQL.<port>; unset is none.")
        Optional<String> unixSocketDir,

        @Setting(
                def = "0777",
                format = Setting.Format.OCTAL,
                pgbouncer = "unix_socket_mode",
                reloadable = false,
                doc = "Permissions of the Unix socket, in octal.")
        String unixSocketMode,

        @Setting(
                pgbouncer = "unix_socket_group",
                reloadable = false,
                example = "pgweir",
                doc = "Group that the Unix socket belongs to; unset is the process's own.")
        Optional<String> unixSocketGroup,

        @Setting(
                def = "off",
                pgbouncer = "so_reuseport",
                reloadable = false,
                doc = "Whether several processes may listen on the same port.")
        boolean soReuseport,

        @Setting(
                def = "on",
                pgbouncer = "tcp_defer_accept",
                reloadable = false,
                doc = "Whether the kernel holds a connection back until its first bytes came (Linux).")
        boolean tcpDeferAccept,

        @Setting(
                def = "on",
                pgbouncer = "tcp_keepalive",
                reloadable = false,
                doc = "Whether TCP keepalive is on, on both sides.")
        boolean tcpKeepalive,

        @Setting(
                def = "0",
                pgbouncer = "tcp_keepidle",
                reloadable = false,
                doc = "Idle seconds before the first keepalive probe; 0 is the kernel's.")
        Duration tcpKeepidle,

        @Setting(
                def = "0",
                pgbouncer = "tcp_keepintvl",
                reloadable = false,
                doc = "Seconds between keepalive probes; 0 is the kernel's.")
        Duration tcpKeepintvl,

        @Setting(
                def = "0",
                pgbouncer = "tcp_keepcnt",
                reloadable = false,
                doc = "Keepalive probes before a connection is dead; 0 is the kernel's.")
        int tcpKeepcnt,

        @Setting(
                def = "0",
                pgbouncer = "tcp_user_timeout",
                reloadable = false,
                doc = "Milliseconds that sent data may stay unacknowledged; 0 is the kernel's.")
        int tcpUserTimeout,

        @Setting(
                def = "0",
                pgbouncer = "tcp_socket_buffer",
                reloadable = false,
                doc = "Bytes of each socket's send and receive buffer, on both sides; 0 lets the kernel choose.")
        int tcpSocketBuffer,

        @Setting(doc = "TLS towards clients.") ListenTlsConfig tls) {}
