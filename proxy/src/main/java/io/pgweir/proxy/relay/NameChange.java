package io.pgweir.proxy.relay;

import io.pgweir.proxy.session.ByteKey;
import io.pgweir.proxy.session.SharedStatement;

/** A client gave a statement a name, or took it away: what an error in the same batch undoes. */
record NameChange(ByteKey name, SharedStatement statement) {}
