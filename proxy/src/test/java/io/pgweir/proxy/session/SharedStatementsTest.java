package io.pgweir.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.pgweir.proxy.server.Settings;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The prepared statements of a pool, and the names that its clients give them. */
class SharedStatementsTest {
    private static final Settings ISO = Settings.of(Map.of("DateStyle", "ISO"));
    private static final Settings GERMAN = Settings.of(Map.of("DateStyle", "German"));
    private static final String END = "\0\0\0"; // of the text, and no parameter types
    private static final int MAX_UNUSED = 2_000;

    private final SharedStatements shared = new SharedStatements();
    private final ClientStatements alice = new ClientStatements(shared);
    private final ClientStatements bob = new ClientStatements(shared);
    private final SharedStatement one = add("SELECT 1", ISO);

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private SharedStatement add(String sql, Settings image) {
        ByteBuf source = bytes(sql + END);
        return shared.findOrAdd(source, 0, source.readableBytes(), image, Scanned.HARMLESS);
    }

    private boolean known(String sql) {
        ByteBuf source = bytes(sql + END);
        return shared.find(source, 0, source.readableBytes(), ISO) != null;
    }

    private static ByteKey put(ClientStatements client, String name, SharedStatement statement) {
        return client.put(bytes(name), 0, name.length(), statement);
    }

    private static boolean has(ClientStatements client, String name) {
        return client.get(bytes(name), 0, name.length()) != null;
    }

    @Test
    void one_text_is_one_statement_for_all() {
        assertThat(add("SELECT 1", ISO)).isSameAs(one);
        assertThat(new String(one.name(), StandardCharsets.US_ASCII)).isEqualTo("pgweir_" + one.id());
    }

    @Test
    void a_text_is_found_wherever_it_stands_in_a_buffer() {
        ByteBuf elsewhere = bytes("....SELECT 1" + END + "....");

        assertThat(shared.find(elsewhere, 4, 11, ISO)).isSameAs(one);
        assertThat(shared.find(elsewhere, 4, 10, ISO)).isNull();
        assertThat(shared.find(elsewhere, 3, 11, ISO)).isNull();
    }

    @Test
    void another_text_or_other_settings_are_another_statement() {
        assertThat(add("SELECT 2", ISO)).isNotSameAs(one);
        assertThat(add("select 1", ISO)).isNotSameAs(one);
        assertThat(add("SELECT 1", GERMAN)).isNotSameAs(one);
    }

    @Test
    void after_a_change_of_the_schema_a_text_is_a_new_statement() {
        put(alice, "s", one);

        shared.schemaChanged();

        assertThat(known("SELECT 1")).isFalse();
        SharedStatement next = add("SELECT 1", ISO);
        assertThat(next.id()).isGreaterThan(one.id());
        assertThat(next.proven()).isFalse();
        assertThat(alice.get(bytes("s"), 0, 1)).as("who has it keeps it").isSameAs(one);
    }

    @Test
    void an_old_statement_that_its_last_client_leaves_does_not_take_the_new_one_along() {
        put(alice, "s", one);
        shared.schemaChanged();
        SharedStatement next = add("SELECT 1", ISO);

        alice.clear();

        assertThat(add("SELECT 1", ISO)).isSameAs(next);
    }

    @Test
    void statements_that_nobody_uses_are_forgotten_the_oldest_first() {
        put(alice, "s", one);

        for (int i = 10; i <= MAX_UNUSED + 10; i++) {
            SharedStatement unused = add("SELECT " + i, ISO);
        }

        assertThat(known("SELECT 1")).as("in use").isTrue();
        assertThat(known("SELECT 10")).isFalse();
        assertThat(known("SELECT 11")).isTrue();
        assertThat(known("SELECT " + (MAX_UNUSED + 10))).isTrue();
    }

    @Test
    void a_statement_that_was_in_use_lately_is_not_the_next_to_go() {
        for (int i = 2; i <= MAX_UNUSED; i++) {
            SharedStatement unused = add("SELECT " + i, ISO);
        }

        put(alice, "s", one);
        alice.clear();
        SharedStatement unused = add("SELECT 'one more'", ISO);

        assertThat(known("SELECT 1")).isTrue();
        assertThat(known("SELECT 2")).isFalse();
    }

    @Test
    void clients_share_statements_and_not_names() {
        put(alice, "one", one);
        put(bob, "two", one);

        assertThat(has(alice, "one")).isTrue();
        assertThat(has(alice, "two")).isFalse();
        assertThat(has(bob, "one")).isFalse();
        assertThat(one.clients()).isEqualTo(2);
    }

    @Test
    void a_name_that_is_taken_out_can_be_put_back() {
        put(alice, "s", one);

        ByteKey removed = Objects.requireNonNull(alice.remove(bytes("s"), 0, 1));

        assertThat(has(alice, "s")).isFalse();
        assertThat(one.clients()).isZero();
        assertThat(alice.remove(bytes("s"), 0, 1)).isNull();
        alice.restore(removed, one);
        assertThat(has(alice, "s")).isTrue();
        assertThat(one.clients()).isEqualTo(1);
    }

    @Test
    void a_name_put_twice_counts_once() {
        SharedStatement two = add("SELECT 2", ISO);
        ByteKey name = put(alice, "s", one);

        alice.restore(name, two);

        assertThat(alice.size()).isEqualTo(1);
        assertThat(one.clients()).isZero();
        assertThat(two.clients()).isEqualTo(1);
    }

    @Test
    void all_names_go_at_once() {
        put(alice, "one", one);
        put(alice, "two", one);

        alice.clear();
        alice.clear();

        assertThat(alice.size()).isZero();
        assertThat(one.clients()).isZero();
    }

    @Test
    void keys_tell_texts_of_every_length_apart() {
        ByteKey.Probe probe = new ByteKey.Probe();
        ByteBuf source = bytes("abcdefghijklmnopqrstuvwxyz");

        for (int length = 0; length < 26; length++) {
            ByteKey key = probe.at(source, 0, length).toKey();
            Map<Object, Integer> table = Map.of(key, length);
            assertThat(table.get(probe.at(source, 0, length))).isEqualTo(length);
            assertThat(table.get(probe.at(source, 0, length + 1))).isNull();
        }
    }
}
