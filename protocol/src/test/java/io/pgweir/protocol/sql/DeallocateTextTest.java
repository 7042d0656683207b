package io.pgweir.protocol.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeallocateTextTest {
    @Test
    void the_name_is_what_the_server_knows() {
        assertThat(DeallocateText.name("DEALLOCATE Abc")).contains("abc");
        assertThat(DeallocateText.name("deallocate prepare a_1 ;")).contains("a_1");
        assertThat(DeallocateText.name("deallocate\"A \"\"b\"\"\"")).contains("A \"b\"");
        assertThat(DeallocateText.name("/* x /* y */ */deallocate/**/prepare--\na;--"))
                .contains("a");
        assertThat(DeallocateText.name("deallocate \"all\"")).contains("all");
        assertThat(DeallocateText.name("deallocate \"--\"")).contains("--");
        assertThat(DeallocateText.name("deallocate prepare")).contains("prepare");
    }

    @Test
    void other_texts_have_none() {
        assertThat(DeallocateText.name("deallocate all")).isEmpty();
        assertThat(DeallocateText.name("deallocate prepare ALL")).isEmpty();
        assertThat(DeallocateText.name("deallocate")).isEmpty();
        assertThat(DeallocateText.name("deallocate a b")).isEmpty();
        assertThat(DeallocateText.name("deallocate a; select 1")).isEmpty();
        assertThat(DeallocateText.name("deallocatea")).isEmpty();
        assertThat(DeallocateText.name("deallocate 'a'")).isEmpty();
        assertThat(DeallocateText.name("select 1")).isEmpty();
    }
}
