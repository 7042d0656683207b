package io.pgweir.proxy.relay;

import static io.pgweir.proxy.testing.ClientFrames.bind;
import static io.pgweir.proxy.testing.ClientFrames.copyData;
import static io.pgweir.proxy.testing.ClientFrames.copyDone;
import static io.pgweir.proxy.testing.ClientFrames.copyFail;
import static io.pgweir.proxy.testing.ClientFrames.execute;
import static io.pgweir.proxy.testing.ClientFrames.flush;
import static io.pgweir.proxy.testing.ClientFrames.parse;
import static io.pgweir.proxy.testing.ClientFrames.query;
import static io.pgweir.proxy.testing.ClientFrames.sync;
import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.copyIn;
import static io.pgweir.proxy.testing.ServerFrames.copyOut;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;

import io.pgweir.proxy.testing.EverySplit;
import io.pgweir.proxy.testing.Frame;
import io.pgweir.proxy.testing.TestProxy;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CopyTest {
    private static final Frame COPY = query("COPY t FROM STDIN");
    private static final Frame BAD_DATA = error("22P04", "bad data");

    @RegisterExtension
    static final TestProxy PROXY = new TestProxy();

    @Test
    void copied_data_passes_to_the_server() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(COPY)
                        .serverGets(COPY)
                        .serverSends(copyIn())
                        .clientGets(copyIn())
                        .clientSends(copyData("1\n"), copyData(""), copyData("2\n"), copyDone())
                        .serverGets(copyData("1\n"), copyData(""), copyData("2\n"), copyDone())
                        .serverSends(complete("COPY 2"), ready())
                        .clientGets(complete("COPY 2"), ready()));
    }

    @Test
    void copied_data_passes_to_the_client() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(query("COPY t TO STDOUT"))
                        .serverGets(query("COPY t TO STDOUT"))
                        .serverSends(
                                copyOut(), copyData("1\n"), copyData("2\n"), copyDone(), complete("COPY 2"), ready())
                        .clientGets(
                                copyOut(), copyData("1\n"), copyData("2\n"), copyDone(), complete("COPY 2"), ready()));
    }

    @Test
    void a_client_may_give_up() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(COPY)
                        .serverGets(COPY)
                        .serverSends(copyIn())
                        .clientGets(copyIn())
                        .clientSends(copyData("1\n"), copyFail("no more"))
                        .serverGets(copyData("1\n"), copyFail("no more"))
                        .serverSends(error("57014", "COPY from stdin failed"), ready())
                        .clientGets(error("57014", "COPY from stdin failed"), ready())
                        .query("SELECT 1", "SELECT 1", 'I'));
    }

    @Test
    void a_copy_may_be_one_statement_of_several() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(query("COPY a FROM STDIN; COPY b FROM STDIN"))
                        .serverGets(query("COPY a FROM STDIN; COPY b FROM STDIN"))
                        .serverSends(copyIn())
                        .clientGets(copyIn())
                        .clientSends(copyDone())
                        .serverGets(copyDone())
                        .serverSends(complete("COPY 0"), copyIn())
                        .clientGets(complete("COPY 0"), copyIn())
                        .clientSends(copyData("1"), copyDone())
                        .serverGets(copyData("1"), copyDone())
                        .serverSends(complete("COPY 1"), ready())
                        .clientGets(complete("COPY 1"), ready()));
    }

    @Test
    void a_sync_sent_with_the_execute_of_a_copy_is_swallowed_by_the_server() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(parse("", "COPY"), bind("", ""), execute(""), sync())
                        .serverGets(parse("", "COPY"), bind("", ""), execute(""), sync())
                        .serverSends(parseComplete(), bindComplete(), copyIn())
                        .clientGets(parseComplete(), bindComplete(), copyIn())
                        .clientSends(copyData("1"), copyDone(), sync())
                        .serverGets(copyData("1"), copyDone(), sync())
                        .serverSends(complete("COPY 1"), ready())
                        .clientGets(complete("COPY 1"), ready())
                        .query("SELECT 1", "SELECT 1", 'I'));
    }

    @Test
    void a_sync_sent_during_a_copy_is_swallowed_by_the_server() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(parse("", "COPY"), bind("", ""), execute(""), flush())
                        .serverGets(parse("", "COPY"), bind("", ""), execute(""), flush())
                        .serverSends(parseComplete(), bindComplete(), copyIn())
                        .clientGets(parseComplete(), bindComplete(), copyIn())
                        .clientSends(sync(), copyData("1"), sync(), copyDone(), sync())
                        .serverGets(sync(), copyData("1"), sync(), copyDone(), sync())
                        .serverSends(complete("COPY 1"), ready())
                        .clientGets(complete("COPY 1"), ready())
                        .query("SELECT 1", "SELECT 1", 'I'));
    }

    @Test
    void all_of_a_copy_may_be_sent_before_the_first_answer() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(
                                parse("", "COPY"), bind("", ""), execute(""), copyData("1"), copyDone(), sync())
                        .serverGets(parse("", "COPY"), bind("", ""), execute(""), copyData("1"), copyDone(), sync())
                        .serverSends(parseComplete(), bindComplete(), copyIn(), complete("COPY 1"), ready())
                        .clientGets(parseComplete(), bindComplete(), copyIn(), complete("COPY 1"), ready())
                        .query("SELECT 1", "SELECT 1", 'I'));
    }

    @Test
    void a_copy_that_fails_in_a_batch_is_skipped_up_to_the_sync() {
        EverySplit.of(
                PROXY,
                talk -> talk.clientSends(parse("", "COPY"), bind("", ""), execute(""), flush())
                        .serverGets(parse("", "COPY"), bind("", ""), execute(""), flush())
                        .serverSends(parseComplete(), bindComplete(), copyIn(), BAD_DATA)
                        .clientGets(parseComplete(), bindComplete(), copyIn(), BAD_DATA)
                        .clientSends(copyData("1"), copyDone(), sync())
                        .serverGets(copyData("1"), copyDone(), sync())
                        .serverSends(ready())
                        .clientGets(ready())
                        .query("SELECT 1", "SELECT 1", 'I'));
    }

    @Test
    void the_rest_of_a_failed_copy_reaches_nobody() {
        EverySplit.of(PROXY, talk -> {
            talk.clientSends(COPY)
                    .serverGets(COPY)
                    .serverSends(copyIn(), BAD_DATA, ready())
                    .clientGets(copyIn(), BAD_DATA, ready());

            talk.clientSends(copyData("1"), copyDone(), query("SELECT 1"));

            talk.serverGets(query("SELECT 1"))
                    .serverSends(complete("SELECT 1"), ready())
                    .clientGets(complete("SELECT 1"), ready());
        });
    }

    @Test
    void much_data_of_a_failed_copy_reaches_nobody() {
        EverySplit.once(PROXY, talk -> {
            talk.clientSends(COPY)
                    .serverGets(COPY)
                    .serverSends(copyIn(), BAD_DATA, ready())
                    .clientGets(copyIn(), BAD_DATA, ready());

            for (int i = 0; i < 10; i++) {
                talk.clientSends(copyData("x".repeat(50_000)));
            }
            talk.clientSends(copyDone());

            talk.serverGotNothing().query("SELECT 1", "SELECT 1", 'I');
        });
    }

    @Test
    void the_lease_ends_when_the_message_that_an_error_overtook_is_through() {
        String half = "x".repeat(40_000);

        EverySplit.once(PROXY, talk -> {
            talk.clientSends(COPY).serverGets(COPY).serverSends(copyIn()).clientGets(copyIn());
            byte[] data = copyData(half + half).bytes();
            talk.client().send(Arrays.copyOf(data, half.length()));
            talk.server().skip(half.length());
            talk.serverSends(BAD_DATA, ready()).clientGets(BAD_DATA, ready());

            talk.client().send(Arrays.copyOfRange(data, half.length(), data.length));

            talk.server().skip(data.length - half.length());
        });
    }

    @Test
    void copied_data_longer_than_any_buffer_streams_both_ways() {
        Frame data = copyData("x".repeat(300_000));

        EverySplit.once(
                PROXY,
                talk -> talk.clientSends(COPY)
                        .serverGets(COPY)
                        .serverSends(copyIn())
                        .clientGets(copyIn())
                        .clientSends(data, copyDone())
                        .serverGets(data, copyDone())
                        .serverSends(complete("COPY 1"), ready())
                        .clientGets(complete("COPY 1"), ready())
                        .clientSends(query("COPY t TO STDOUT"))
                        .serverGets(query("COPY t TO STDOUT"))
                        .serverSends(copyOut(), data, copyDone(), complete("COPY 1"), ready())
                        .clientGets(copyOut(), data, copyDone(), complete("COPY 1"), ready()));
    }
}
