package io.pgweir.proxy.auth;

import java.util.Optional;

/** Where passwords and verifiers come from. */
@FunctionalInterface
public interface SecretSource {
    Optional<StoredSecret> secretOf(String user);
}
