package io.pgweir.proxy.testing;

import static io.pgweir.proxy.testing.ServerFrames.authentication;
import static io.pgweir.proxy.testing.ServerFrames.authenticationOk;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** How a {@link FakeServer} makes sure who logs in: from the startup packet to AuthenticationOk. */
@FunctionalInterface
public interface Login {
    void run(FakeConnection connection);

    /** Takes everybody. */
    static Login trust() {
        return connection -> connection.send(authenticationOk());
    }

    /** Asks for the password in clear. */
    static Login clear(String password) {
        return connection -> {
            connection.send(authentication(3, ""));
            connection.expect(ClientFrames.password(password));
            connection.send(authenticationOk());
        };
    }

    /** Asks for a salted md5. */
    static Login md5(String user, String password) {
        String salt = "salt";
        return connection -> {
            connection.send(authentication(5, salt));
            connection.expect(ClientFrames.password("md5" + md5Of(md5Of(password + user) + salt)));
            connection.send(authenticationOk());
        };
    }

    /** Asks for SCRAM-SHA-256. */
    static Login scram(String password) {
        return connection -> {
            new FakeScram(password, 4096, false).run(connection);
            connection.send(authenticationOk());
        };
    }

    /** Asks for SCRAM-SHA-256 and cannot do its own half. */
    static Login forgedScram(String password) {
        return connection -> {
            new FakeScram(password, 4096, true).run(connection);
            connection.expectEnd();
            connection.close();
        };
    }

    /** Takes nobody. */
    static Login refuse(String code, String message) {
        return connection -> {
            connection.send(ServerFrames.fatal(code, message));
            connection.close();
        };
    }

    private static String md5Of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.ISO_8859_1));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Sends it and waits for the proxy to go. */
    static Login hostile(Frame... frames) {
        return connection -> {
            connection.send(frames);
            connection.expectEnd();
            assertThat(connection.socket().isClosed()).isFalse();
            connection.close();
        };
    }
}
