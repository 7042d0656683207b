/**
 * Proving who somebody is: clients to us, we to servers.
 *
 * <p>May use protocol, config and the SCRAM library; blocking work (PBKDF2) runs on an executor that is handed in.
 * Read {@link io.pgweir.proxy.auth.ClientAuth} first.
 */
@NullMarked
package io.pgweir.proxy.auth;

import org.jspecify.annotations.NullMarked;
