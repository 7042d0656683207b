package io.pgweir.proxy.testing;

import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.closeComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.noData;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;

/** Plays the server of a connection to its end. */
@FunctionalInterface
public interface Answers {
    void serve(FakeConnection connection);

    /** Every statement is one that returns nothing, and all goes well. */
    Answers ALL_WELL = connection -> {
        Frame frame = connection.next();
        while (frame.type() != 'X') {
            switch (frame.type()) {
                case 'Q' -> connection.send(complete("SELECT 0"), ready());
                case 'P' -> connection.send(parseComplete());
                case 'B' -> connection.send(bindComplete());
                case 'D' -> connection.send(noData());
                case 'E' -> connection.send(complete("SELECT 0"));
                case 'C' -> connection.send(closeComplete());
                case 'S' -> connection.send(ready());
                default -> {}
            }
            frame = connection.next();
        }
        connection.close();
    };
}
