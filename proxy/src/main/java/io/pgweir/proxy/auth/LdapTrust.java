package io.pgweir.proxy.auth;

import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import com.unboundid.util.ssl.TrustAllTrustManager;
import java.io.File;
import java.security.GeneralSecurityException;
import java.security.KeyStoreException;
import java.util.Map;
import javax.net.ssl.SSLContext;

/**
 * Whose certificates LDAP servers may have. As for every program that uses OpenLDAP's library, {@code LDAPTLS_CACERT}
 * and {@code LDAPTLS_REQCERT} in the environment say so (ldap.conf(5)); without them it is Java's list.
 */
final class LdapTrust {
    private LdapTrust() {}

    static SSLContext context() throws GeneralSecurityException {
        Map<String, String> environment = System.getenv();
        String checks = environment.getOrDefault("LDAPTLS_REQCERT", "demand");
        if (checks.equals("never") || checks.equals("allow")) {
            return new SSLUtil(new TrustAllTrustManager()).createSSLContext();
        }
        String file = environment.get("LDAPTLS_CACERT");
        return file == null ? SSLContext.getDefault() : trusting(new File(file));
    }

    private static SSLContext trusting(File file) throws GeneralSecurityException {
        try {
            return new SSLUtil(new PEMFileTrustManager(file)).createSSLContext();
        } catch (KeyStoreException e) {
            throw new GeneralSecurityException("LDAPTLS_CACERT cannot be used: " + e.getMessage(), e);
        }
    }
}
