package io.pgweir.proxy.relay;

import io.pgweir.proxy.session.UnnamedStatement;

/** A client replaced its unnamed statement: what an error earlier in the same batch undoes. */
record UnnamedChange(UnnamedStatement before) {}
