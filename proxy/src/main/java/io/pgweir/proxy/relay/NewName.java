package io.pgweir.proxy.relay;

import io.pgweir.proxy.session.ByteKey;
import io.pgweir.proxy.session.SharedStatement;

/** A client gives a statement a name on a server that has its own names: it counts once the server accepts it. */
record NewName(ByteKey name, SharedStatement statement) {}
