package io.pgweir.proxy.auth;

import com.unboundid.ldap.sdk.ExtendedResult;
import com.unboundid.ldap.sdk.FailoverServerSet;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPURL;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.SocketFactory;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks a password with an LDAP server, as PostgreSQL does (manual, "LDAP Authentication"): either by a bind with the
 * name between prefix and suffix, or by a search for the name and a bind with what was found. It waits for the network,
 * so it runs on a worker.
 */
final class LdapCheck {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 10_000;
    private static final int LDAP_PORT = 389;
    private static final int LDAPS_PORT = 636;
    private static final String UNSAFE = "*()\\/,+\"<>;=\0"; // they would mean something in a filter or a name
    private static final Logger LOG = LoggerFactory.getLogger(LdapCheck.class);

    private final Map<String, String> options;

    /** @param options by pg_hba.conf's names */
    LdapCheck(Map<String, String> options) {
        this.options = options;
    }

    /** Whether the password is this user's; why not is in the log. */
    boolean isRight(String user, String password) {
        if (user.chars().anyMatch(c -> UNSAFE.indexOf(c) >= 0)) {
            LOG.atWarn().addKeyValue("user", user).log("LDAP login failed: a character that LDAP gives a meaning to");
            return false;
        }
        try {
            return bound(user, password);
        } catch (LDAPException | GeneralSecurityException e) {
            LOG.atWarn().addKeyValue("user", user).log("LDAP login failed: {}", e.getMessage());
            return false;
        }
    }

    private boolean bound(String user, String password) throws LDAPException, GeneralSecurityException {
        try (LDAPConnection connection = connect()) {
            String name = searches() ? found(connection, user) : option("ldapprefix") + user + option("ldapsuffix");
            return connection.bind(name, password).getResultCode() == ResultCode.SUCCESS;
        }
    }

    private boolean searches() {
        return options.containsKey("ldapurl") || !option("ldapbasedn").isEmpty();
    }

    private String option(String name) {
        return options.getOrDefault(name, "");
    }

    private LDAPConnection connect() throws LDAPException, GeneralSecurityException {
        LDAPConnectionOptions limits = new LDAPConnectionOptions();
        limits.setConnectTimeoutMillis(CONNECT_MILLIS);
        limits.setResponseTimeoutMillis(ANSWER_MILLIS);
        boolean tls = scheme().equals("ldaps");
        SSLContext context = LdapTrust.context();
        SocketFactory sockets = tls ? context.getSocketFactory() : SocketFactory.getDefault();
        List<String> hosts = new ArrayList<>();
        List<Integer> ports = new ArrayList<>();
        servers(tls ? LDAPS_PORT : LDAP_PORT, hosts, ports);
        int[] numbers = ports.stream().mapToInt(Integer::intValue).toArray();
        LDAPConnection connection =
                new FailoverServerSet(hosts.toArray(String[]::new), numbers, sockets, limits).getConnection();
        if (option("ldaptls").equals("1")) {
            startTls(connection, context);
        }
        return connection;
    }

    private static void startTls(LDAPConnection connection, SSLContext context) throws LDAPException {
        ExtendedResult answer = connection.processExtendedOperation(new StartTLSExtendedRequest(context));
        if (answer.getResultCode() != ResultCode.SUCCESS) {
            connection.close();
            throw new LDAPException(answer);
        }
    }

    private String scheme() throws LDAPException {
        return options.containsKey("ldapurl") ? url().getScheme() : option("ldapscheme");
    }

    private LDAPURL url() throws LDAPException {
        return new LDAPURL(option("ldapurl"));
    }

    private void servers(int usualPort, List<String> hosts, List<Integer> ports) throws LDAPException {
        if (options.containsKey("ldapurl")) {
            hosts.add(url().getHost());
            ports.add(url().portProvided() ? url().getPort() : usualPort);
            return;
        }
        for (String server : option("ldapserver").trim().split("[ ,]+", -1)) {
            int colon = server.lastIndexOf(':');
            boolean port = colon >= 0 && server.indexOf(':') == colon;
            hosts.add(port ? server.substring(0, colon) : server);
            ports.add(number(port ? server.substring(colon + 1) : option("ldapport"), usualPort));
        }
    }

    private static int number(String text, int other) {
        return text.matches("\\d{1,5}") ? Integer.parseInt(text) : other;
    }

    /** The name of the only entry of this user. */
    private String found(LDAPConnection connection, String user) throws LDAPException {
        var unused = connection.bind(option("ldapbinddn"), option("ldapbindpasswd"));
        SearchResult result = connection.search(search(user));
        if (result.getEntryCount() != 1) {
            throw new LDAPException(
                    ResultCode.NO_SUCH_OBJECT, result.getEntryCount() + " entries of that name (expected: 1)");
        }
        return result.getSearchEntries().get(0).getDN();
    }

    private SearchRequest search(String user) throws LDAPException {
        if (!options.containsKey("ldapurl")) {
            return new SearchRequest(
                    option("ldapbasedn"), SearchScope.SUB, filter(user, option("ldapsearchattribute")), "1.1");
        }
        LDAPURL url = url();
        String attribute = url.getAttributes().length > 0 ? url.getAttributes()[0] : "";
        Filter filter = url.filterProvided()
                ? Filter.create(url.getFilter().toString().replace("$username", user))
                : filter(user, attribute);
        SearchScope scope = url.scopeProvided() ? url.getScope() : SearchScope.BASE;
        return new SearchRequest(url.getBaseDN().toString(), scope, filter, "1.1");
    }

    private Filter filter(String user, String attribute) throws LDAPException {
        String filter = option("ldapsearchfilter");
        return filter.isEmpty()
                ? Filter.createEqualityFilter(attribute.isEmpty() ? "uid" : attribute, user)
                : Filter.create(filter.replace("$username", user));
    }
}
