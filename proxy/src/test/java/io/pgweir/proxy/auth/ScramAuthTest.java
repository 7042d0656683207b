package io.pgweir.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.pgweir.protocol.Message;
import io.pgweir.protocol.ProtocolViolation;
import io.pgweir.proxy.auth.ClientAuth.Outcome;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server's half of SCRAM, with the exchange of RFC 7677 section 3. */
class ScramAuthTest {
    private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String NONCE = CLIENT_NONCE + SERVER_NONCE;
    private static final String SALT = "W22ZaJ0SNY7soEsUEjb6gQ==";
    private static final String PROOF = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private static final String CLIENT_FIRST = "n,,n=user,r=" + CLIENT_NONCE;
    private static final String CLIENT_FINAL = "c=biws,r=" + NONCE + ",p=" + PROOF;
    private static final ScramVerifier PENCIL =
            ScramVerifier.derive("pencil", Base64.getDecoder().decode(SALT), 4096);

    private final ByteBuf out = Unpooled.buffer();
    private ClientAuth auth = new ScramAuth(PENCIL, false, SERVER_NONCE, Optional.empty());

    private Outcome initial(String mechanism, String first) {
        ByteBuf body = Unpooled.buffer();
        Message.writeCstring(body, mechanism);
        body.writeInt(first.length());
        return auth.answer(body.writeBytes(bytes(first)), out);
    }

    private Outcome initial(String first) {
        return initial("SCRAM-SHA-256", first);
    }

    private Outcome then(String text) {
        return auth.answer(Unpooled.wrappedBuffer(bytes(text)), out);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The data of the last authentication message. */
    private String asked() {
        String text = out.toString(StandardCharsets.ISO_8859_1);
        out.clear();
        return text.substring(9);
    }

    @Test
    void the_exchange_of_the_rfc_succeeds_word_for_word() {
        assertThat(auth.begin(out)).isEqualTo(Outcome.CONTINUE);
        assertThat(asked()).isEqualTo("SCRAM-SHA-256\0\0");

        assertThat(initial(CLIENT_FIRST)).isEqualTo(Outcome.CONTINUE);
        assertThat(asked()).isEqualTo("r=" + NONCE + ",s=" + SALT + ",i=4096");

        assertThat(then(CLIENT_FINAL)).isEqualTo(Outcome.ACCEPTED);
        assertThat(asked()).isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    @Test
    void a_proof_of_another_password_is_rejected_without_a_word() {
        auth = new ScramAuth(
                ScramVerifier.derive("pen", Base64.getDecoder().decode(SALT), 4096),
                false,
                SERVER_NONCE,
                Optional.empty());
        initial(CLIENT_FIRST);
        out.clear();

        assertThat(then(CLIENT_FINAL)).isEqualTo(Outcome.REJECTED);

        assertThat(out.readableBytes()).isZero();
    }

    @Test
    void a_mock_rejects_even_the_right_proof() {
        auth = new ScramAuth(PENCIL, true, SERVER_NONCE, Optional.empty());
        initial(CLIENT_FIRST);

        assertThat(then(CLIENT_FINAL)).isEqualTo(Outcome.REJECTED);
    }

    /** Its binding flag is part of what is proven, so this proof is wrong; but the flag itself is welcome. */
    @Test
    void a_client_that_could_bind_but_was_not_offered_it_is_heard() {
        initial("y,,n=user,r=" + CLIENT_NONCE);

        assertThat(then("c=eSws,r=" + NONCE + ",p=" + PROOF)).isEqualTo(Outcome.REJECTED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n,,",
                "n,,n=user",
                "n,,r=x",
                "n,,n=user,r=",
                "n,,n=user,x=1",
                "n,a=admin,n=user,r=x",
                "p=tls-server-end-point,,n=user,r=x",
                "p=,,n=user,r=x",
                "z,,n=user,r=x"
            })
    void a_first_message_that_is_none_breaks_the_protocol(String first) {
        assertThatThrownBy(() -> initial(first)).isInstanceOf(ProtocolViolation.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "p=" + PROOF,
                "c=biws,p=" + PROOF,
                "c=biws,r=" + NONCE,
                "c=biws,r=" + NONCE + ",p=",
                "c=biws,r=" + NONCE + ",p=AAAA",
                "c=biws,r=" + NONCE + ",p=not base64",
                "c=eSws,r=" + NONCE + ",p=" + PROOF,
                "c=biws,r=" + CLIENT_NONCE + ",p=" + PROOF,
                "c=biws,r=" + NONCE + "x,p=" + PROOF
            })
    void a_final_message_that_is_none_breaks_the_protocol(String last) {
        initial(CLIENT_FIRST);

        assertThatThrownBy(() -> then(last)).isInstanceOf(ProtocolViolation.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "SCRAM-SHA-1", "SCRAM-SHA-256-PLUS", "scram-sha-256"})
    void a_mechanism_that_was_not_offered_breaks_the_protocol(String mechanism) {
        assertThatThrownBy(() -> initial(mechanism, CLIENT_FIRST)).isInstanceOf(ProtocolViolation.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 31, 33, Integer.MAX_VALUE})
    void a_length_that_does_not_match_breaks_the_protocol(int length) {
        ByteBuf body = Unpooled.buffer();
        Message.writeCstring(body, "SCRAM-SHA-256");
        body.writeInt(length).writeBytes(bytes(CLIENT_FIRST));

        assertThatThrownBy(() -> auth.answer(body, out)).isInstanceOf(ProtocolViolation.class);
    }

    @Test
    void a_stored_verifier_is_read_as_postgresql_writes_it() {
        String stored = "SCRAM-SHA-256$4096:" + SALT + "$" + Base64.getEncoder().encodeToString(PENCIL.storedKey())
                + ":" + Base64.getEncoder().encodeToString(PENCIL.serverKey());

        assertThat(ScramVerifier.parse(stored)).contains(PENCIL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0007", "\u06271", " ", "\ufffd", "\ud800"})
    void a_password_that_cannot_be_normalized_is_taken_as_it_is(String odd) {
        assertThat(ScramVerifier.derive(odd, new byte[16], 1).storedKey()).hasSize(32);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SCRAM-SHA-256$",
                "SCRAM-SHA-256$4096:AAAA$AAAA:AAAA",
                "SCRAM-SHA-256$0:AAAA$AAAA:AAAA",
                "SCRAM-SHA-256$x:AAAA$AAAA:AAAA",
                "SCRAM-SHA-1$4096:AAAA$AAAA:AAAA"
            })
    void another_text_is_no_verifier(String text) {
        assertThat(ScramVerifier.parse(text)).isEmpty();
    }
}
