package io.pgweir.proxy.auth;

import io.pgweir.config.HbaFile;
import io.pgweir.config.IdentFile;
import java.util.List;
import java.util.Map;

/**
 * What the files beside the list of users say of who may come.
 *
 * @param ldap where LDAP is, for everybody
 */
public record AccessFiles(HbaFile hba, IdentFile ident, Map<String, String> ldap) {
    /** There are none. */
    public static final AccessFiles NONE =
            new AccessFiles(new HbaFile(List.of(), List.of()), IdentFile.EMPTY, Map.of());
}
