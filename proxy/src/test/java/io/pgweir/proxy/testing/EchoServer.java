package io.pgweir.proxy.testing;

import static io.pgweir.proxy.testing.ServerFrames.bindComplete;
import static io.pgweir.proxy.testing.ServerFrames.closeComplete;
import static io.pgweir.proxy.testing.ServerFrames.complete;
import static io.pgweir.proxy.testing.ServerFrames.error;
import static io.pgweir.proxy.testing.ServerFrames.noData;
import static io.pgweir.proxy.testing.ServerFrames.parseComplete;
import static io.pgweir.proxy.testing.ServerFrames.ready;
import static io.pgweir.proxy.testing.ServerFrames.row;

import java.util.HashMap;
import java.util.Map;

/** An honest server whose every statement returns its own text, whatever it is asked. */
public final class EchoServer implements Answers {
    @Override
    public void serve(FakeConnection connection) {
        try {
            new Talk(connection).run();
        } catch (AssertionError e) {
            connection.close(); // the proxy went, or nothing came for long
        }
    }

    private static final class Talk {
        private final FakeConnection connection;
        private final Map<String, String> statements = new HashMap<>();
        private String bound = "";
        private boolean failed;

        Talk(FakeConnection connection) {
            this.connection = connection;
        }

        void run() {
            Frame frame = connection.next();
            while (frame.type() != 'X') {
                try {
                    answer(frame);
                } catch (IndexOutOfBoundsException e) {
                    fail("08P01"); // a body that lacks something
                }
                frame = connection.next();
            }
            connection.close();
        }

        private void answer(Frame frame) {
            switch (frame.type()) {
                case 'Q' -> connection.send(row(frame.textAt(0)), complete("SELECT 1"), ready());
                case 'F' -> connection.send(error("0A000", "no functions"), ready());
                case 'S' -> synced();
                default -> {
                    if (!failed) {
                        extended(frame);
                    }
                }
            }
        }

        private void synced() {
            failed = false;
            connection.send(ready());
        }

        private void extended(Frame frame) {
            String first = "dcfH".indexOf(frame.type()) < 0 ? frame.textAt(0) : "";
            switch (frame.type()) {
                case 'P' -> {
                    statements.put(first, frame.textAt(first.length() + 1));
                    connection.send(parseComplete());
                }
                case 'B' -> bind(frame.textAt(first.length() + 1));
                case 'D' -> connection.send(noData());
                case 'E' -> connection.send(row(bound), complete("SELECT 1"));
                case 'C' -> close(first);
                default -> {}
            }
        }

        private void bind(String name) {
            if (statements.containsKey(name)) {
                bound = statements.getOrDefault(name, "");
                connection.send(bindComplete());
            } else {
                fail("26000");
            }
        }

        private void close(String kindAndName) {
            String unused = statements.remove(kindAndName.substring(1));
            connection.send(closeComplete());
        }

        private void fail(String code) {
            failed = true;
            connection.send(error(code, "as PostgreSQL would"));
        }
    }
}
