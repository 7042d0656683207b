package io.pgweir.proxy.testing;

import java.io.IOException;
import java.io.OutputStream;

/** In how many pieces bytes go out. */
@FunctionalInterface
public interface Pace {
    /** All in one. */
    Pace WHOLE = (bytes, out) -> out.write(bytes);

    void write(byte[] bytes, OutputStream out) throws IOException;
}
