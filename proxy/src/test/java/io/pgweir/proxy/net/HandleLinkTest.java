package io.pgweir.proxy.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import io.pgweir.proxy.testing.NoLeaks;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What only a {@link HandleLink} can get wrong. */
@ExtendWith(NoLeaks.class)
class HandleLinkTest {
    @RegisterExtension
    final LinkBench bench = new LinkBench(LinkKind.HANDLE);

    /** Its descriptor may be somebody else's by then. */
    @Test
    void a_link_that_was_closed_before_it_is_registered_stays_out_of_the_loop() {
        Assumptions.assumeTrue(Epoll.isAvailable());
        Loop loop = bench.loops().first();
        Ear ear = new Ear();

        boolean closed = LinkBench.ask(loop, () -> {
            HandleLink link = new HandleLink(loop, Socket.newSocketStream(), false);
            link.close();
            link.register(ear);
            return link.closed();
        });

        assertThat(closed).isTrue();
        assertThat(ear.causes()).isEmpty();
    }
}
