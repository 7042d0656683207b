package io.pgweir.proxy.relay;

import io.pgweir.proxy.session.UnnamedStatement;

/**
 * A client replaced its unnamed statement: what an error earlier in the same batch undoes.
 *
 * @param serverBefore whose unnamed statement the server had, which it still has when it skips the Parse
 */
record UnnamedChange(UnnamedStatement before, Object serverBefore) {
    UnnamedChange from(UnnamedStatement other) {
        return new UnnamedChange(other, serverBefore);
    }
}
