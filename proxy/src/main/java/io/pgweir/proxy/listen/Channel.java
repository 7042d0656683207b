package io.pgweir.proxy.listen;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** A channel that a hub listens to, and the gates that its notifications go to. */
final class Channel {
    private final List<Gate> gates = new ArrayList<>();
    private boolean acknowledged;

    /** Whether the server said that it listens. */
    boolean acknowledged() {
        return acknowledged;
    }

    void acknowledged(boolean now) {
        acknowledged = now;
    }

    void add(Gate gate) {
        gates.add(gate);
    }

    void remove(Gate gate) {
        boolean unused = gates.remove(gate);
    }

    boolean empty() {
        return gates.isEmpty();
    }

    void deliver(ByteBuf source, int index, int length) {
        for (int i = 0; i < gates.size(); i++) {
            gates.get(i).deliver(source, index, length);
        }
    }
}
