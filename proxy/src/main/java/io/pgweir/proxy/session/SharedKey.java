package io.pgweir.proxy.session;

import io.pgweir.proxy.server.Settings;

/**
 * What makes two Parse messages the same statement: the SQL and the parameter types (the tail of the message, as it
 * came) under the same parse image (the settings that literals and names are resolved by, interned).
 */
record SharedKey(ByteKey tail, Settings parseImage) {
    byte[] text() {
        return tail.bytes();
    }
}
