package io.pgweir.proxy.app;

import io.pgweir.config.AuthConfig;
import io.pgweir.config.AuthType;
import io.pgweir.config.Config;
import io.pgweir.config.HbaFile;
import io.pgweir.config.IdentFile;
import io.pgweir.config.LdapOptions;
import io.pgweir.config.Problem;
import io.pgweir.config.UserList;
import io.pgweir.proxy.auth.AccessFiles;
import io.pgweir.proxy.auth.Authenticator;
import io.pgweir.proxy.auth.SecretSource;
import io.pgweir.proxy.auth.StoredSecret;
import io.pgweir.proxy.auth.Verifiers;
import io.pgweir.proxy.client.ClientTls;
import io.pgweir.proxy.client.Rules;
import io.pgweir.proxy.route.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the rules that clients are met with out of a configuration and the files that it names. The users' secrets are
 * the same for clients and towards servers, so this is also where pools find theirs.
 */
final class RuleBook implements SecretSource {
    private static final int KEY_BYTES = 32;
    private static final Logger LOG = LoggerFactory.getLogger(RuleBook.class);

    private final SecureRandom random;
    private final Executor worker;
    private final Executor ldapWorker = new Worker(); // a slow directory must not hold up the other one
    private final byte[] processKey = new byte[KEY_BYTES];
    private volatile Map<String, StoredSecret> secrets = Map.of();

    RuleBook(SecureRandom random, Executor worker) {
        this.random = random;
        this.worker = worker;
        random.nextBytes(processKey);
    }

    /**
     * Reads the files and answers the rules.
     *
     * @throws IOException when a file cannot be used; the message names it
     */
    Rules rules(Config config) throws IOException {
        Rules rules = new Rules(
                config,
                new Router(config),
                authenticator(config),
                ClientTls.of(config.listen().tls()),
                OwnUser.uid());
        secrets = read(config.auth().file());
        return rules;
    }

    private Authenticator authenticator(Config config) {
        return new Authenticator(
                config.auth(),
                files(config.auth()),
                this,
                new Verifiers(config.auth().scramIterations(), processKey),
                random,
                worker,
                ldapWorker);
    }

    private static AccessFiles files(AuthConfig auth) {
        HbaFile hba = auth.hbaFile()
                .filter(file -> auth.type() == AuthType.HBA)
                .map(file -> HbaFile.load(Path.of(file)))
                .orElse(AccessFiles.NONE.hba());
        IdentFile ident =
                auth.identFile().map(file -> IdentFile.load(Path.of(file))).orElse(IdentFile.EMPTY);
        hba.problems().forEach(problem -> LOG.atWarn().log("{}", problem));
        ident.problems().forEach(problem -> LOG.atWarn().log("{}", problem));
        return new AccessFiles(
                hba, ident, auth.ldapOptions().flatMap(LdapOptions::parse).orElse(Map.of()));
    }

    private static Map<String, StoredSecret> read(Optional<String> file) {
        Map<String, StoredSecret> known = new HashMap<>();
        if (file.isPresent()) {
            UserList users = UserList.load(Path.of(file.get()));
            for (Problem problem : users.problems()) {
                LOG.atWarn().log("{}", problem);
            }
            users.secrets().forEach((user, secret) -> known.put(user, StoredSecret.of(secret)));
        }
        return known;
    }

    @Override
    public Optional<StoredSecret> secretOf(String user) {
        return Optional.ofNullable(secrets.get(user));
    }

    /** Users that the auth file names. */
    Set<String> users() {
        return secrets.keySet();
    }
}
