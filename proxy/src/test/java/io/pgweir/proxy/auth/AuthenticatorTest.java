package io.pgweir.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.pgweir.config.AuthConfig;
import io.pgweir.config.AuthType;
import io.pgweir.config.Secret;
import io.pgweir.protocol.Message;
import io.pgweir.proxy.auth.ClientAuth.Outcome;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Which dialogue a client gets, and that nobody learns from it who exists. */
class AuthenticatorTest {
    private static final String MD5 = Md5Hash.stored("hashed", "secret");
    private static final String VERIFIER = "SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"
            + "WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=";
    private static final Map<String, StoredSecret> USERS = Map.of(
            "plain", StoredSecret.of(new Secret("secret")),
            "hashed", StoredSecret.of(new Secret(MD5)),
            "verified", StoredSecret.of(new Secret(VERIFIER)),
            "empty", StoredSecret.of(new Secret("")));

    private final Verifiers verifiers = new Verifiers(4096, new byte[32]);
    private final ByteBuf out = Unpooled.buffer();

    private Authenticator authenticator(AuthType type, Executor worker) {
        return new Authenticator(
                config(type),
                AccessFiles.NONE,
                user -> Optional.ofNullable(USERS.get(user)),
                verifiers,
                new SecureRandom(),
                worker,
                worker);
    }

    private static AuthConfig config(AuthType type) {
        Optional<String> unset = Optional.empty();
        return new AuthConfig(type, unset, unset, "", unset, unset, unset, unset, 4096);
    }

    private static Newcomer newcomer(String user) {
        return new Newcomer("db", user, false, Optional.empty(), Optional.empty(), OptionalInt.empty());
    }

    private Optional<ClientAuth> dialogue(AuthType type, boolean listed, String user, Executor worker) {
        List<Optional<ClientAuth>> ready = new ArrayList<>();
        Authenticator authenticator = authenticator(type, worker);
        Newcomer who = newcomer(user);
        authenticator.dialogue(
                who, authenticator.demand(who), authenticator.listed(user), !listed, Runnable::run, ready::add);
        assertThat(ready).hasSize(1);
        return ready.get(0);
    }

    private ClientAuth dialogue(AuthType type, String user) {
        return dialogue(type, true, user, Runnable::run).orElseThrow();
    }

    /** The authentication message that a dialogue begins with: its code, and its data as text. */
    private String question(ClientAuth auth) {
        assertThat(auth.begin(out.clear())).isEqualTo(Outcome.CONTINUE);
        return out.getInt(5) + ":" + out.toString(9, out.readableBytes() - 9, StandardCharsets.ISO_8859_1);
    }

    private Outcome password(ClientAuth auth, String text) {
        ByteBuf body = Unpooled.buffer();
        Message.writeCstring(body, text);
        return auth.answer(body, out);
    }

    /** What a server asks after the first SCRAM message, without the nonce. */
    private String challenge(String user) {
        ClientAuth auth = dialogue(AuthType.SCRAM_SHA_256, user);
        ByteBuf body = Unpooled.buffer();
        Message.writeCstring(body, "SCRAM-SHA-256");
        String first = "n,,n=,r=abc";
        body.writeInt(first.length()).writeBytes(first.getBytes(StandardCharsets.US_ASCII));
        auth.answer(body, out.clear());
        String text = out.toString(StandardCharsets.ISO_8859_1);
        return text.substring(text.indexOf(",s="));
    }

    @ParameterizedTest
    @CsvSource({"plain,true,ACCEPTED", "stranger,true,REJECTED", "stranger,false,ACCEPTED"})
    void trust_takes_who_is_listed_or_everybody_without_a_list(String user, boolean listed, Outcome outcome) {
        ClientAuth auth = dialogue(AuthType.TRUST, listed, user, Runnable::run).orElseThrow();

        assertThat(auth.begin(out)).isEqualTo(outcome);
        assertThat(out.readableBytes()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "plain,secret,ACCEPTED",
        "plain,wrong,REJECTED",
        "plain,'',REJECTED",
        "hashed,secret,ACCEPTED",
        "hashed,wrong,REJECTED",
        "empty,'',REJECTED",
        "stranger,'',REJECTED",
        "stranger,secret,REJECTED"
    })
    void plain_compares_what_is_sent_in_clear(String user, String sent, Outcome outcome) {
        ClientAuth auth = dialogue(AuthType.PLAIN, user);

        assertThat(question(auth)).isEqualTo("3:");
        assertThat(password(auth, sent)).isEqualTo(outcome);
    }

    @ParameterizedTest
    @CsvSource({
        "plain,secret,ACCEPTED",
        "plain,wrong,REJECTED",
        "hashed,secret,ACCEPTED",
        "hashed,wrong,REJECTED",
        "stranger,secret,REJECTED"
    })
    void md5_compares_salted_hashes(String user, String secret, Outcome outcome) {
        ClientAuth auth = dialogue(AuthType.MD5, user);

        String question = question(auth);
        byte[] salt = question.substring(2).getBytes(StandardCharsets.ISO_8859_1);

        assertThat(question).startsWith("5:");
        assertThat(password(auth, Md5Hash.sent(Md5Hash.stored(user, secret), salt)))
                .isEqualTo(outcome);
    }

    @Test
    void every_md5_question_has_a_salt_of_its_own() {
        assertThat(question(dialogue(AuthType.MD5, "plain"))).isNotEqualTo(question(dialogue(AuthType.MD5, "plain")));
    }

    @ParameterizedTest
    @EnumSource(names = {"PLAIN", "MD5", "SCRAM_SHA_256"})
    void who_is_known_by_a_verifier_proves_it_by_scram(AuthType type) {
        assertThat(question(dialogue(type, "verified"))).isEqualTo("10:SCRAM-SHA-256\0\0");
    }

    @ParameterizedTest
    @CsvSource({"plain", "hashed", "verified", "empty", "stranger"})
    void scram_asks_everybody_the_same_way(String user) {
        String first = challenge(user);

        assertThat(first).matches(",s=[A-Za-z0-9+/]{22}==,i=4096");
        assertThat(challenge(user)).as("the salt of one name never changes").isEqualTo(first);
    }

    @Test
    void two_strangers_have_two_salts() {
        assertThat(challenge("stranger")).isNotEqualTo(challenge("another"));
    }

    @Test
    void a_full_worker_is_told_as_nothing() {
        Executor full = task -> {
            throw new RejectedExecutionException();
        };

        assertThat(dialogue(AuthType.SCRAM_SHA_256, true, "stranger", full)).isEmpty();
        assertThat(dialogue(AuthType.SCRAM_SHA_256, true, "verified", full)).isPresent();
    }

    @Test
    void a_verifier_that_was_made_once_needs_no_worker() {
        String made = challenge("plain");
        Executor idle = task -> {
            throw new AssertionError("asked again after " + made);
        };

        assertThat(dialogue(AuthType.SCRAM_SHA_256, true, "plain", idle)).isPresent();
    }

    @Test
    void secrets_do_not_show_themselves() {
        assertThat(USERS.values().toString())
                .doesNotContain("secret")
                .doesNotContain(MD5)
                .doesNotContain("WG5d8oPm");
    }
}
