package io.pgweir.proxy.auth;

import io.pgweir.config.Secret;

/** What is known of a user's password. */
public sealed interface StoredSecret {
    /** The password itself: enough for every method. */
    record Plain(String password) implements StoredSecret {
        @Override
        public String toString() {
            return "Plain";
        }
    }

    /**
     * {@code md5} and the hexadecimal md5 of password and user name.
     *
     * @param hash with its prefix
     */
    record Md5(String hash) implements StoredSecret {
        @Override
        public String toString() {
            return "Md5";
        }
    }

    /** A SCRAM verifier: checks a password without knowing it. */
    record Scram(ScramVerifier verifier) implements StoredSecret {}

    /** A SCRAM verifier and the client key from a proof that it checked: enough for a server with the same verifier. */
    record ScramKeys(ScramVerifier verifier, byte[] clientKey) implements StoredSecret {
        public ScramKeys {
            clientKey = clientKey.clone();
        }

        @Override
        public byte[] clientKey() {
            return clientKey.clone();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof ScramKeys that && verifier.equals(that.verifier); // which fixes the key
        }

        @Override
        public int hashCode() {
            return verifier.hashCode();
        }

        @Override
        public String toString() {
            return "ScramKeys";
        }
    }

    /** Tells the three apart as PostgreSQL does (get_password_type in crypt.c). */
    static StoredSecret of(Secret secret) {
        String text = secret.value();
        if (text.length() == Md5Hash.TEXT_LENGTH && text.startsWith(Md5Hash.PREFIX)) {
            return new Md5(text);
        }
        return ScramVerifier.parse(text).<StoredSecret>map(Scram::new).orElseGet(() -> new Plain(text));
    }

    /** This, or what a client of the same user showed where that can do more. */
    default StoredSecret or(StoredSecret shown) {
        boolean helps = this instanceof Scram known
                && shown instanceof ScramKeys keys
                && keys.verifier().equals(known.verifier());
        return helps ? shown : this;
    }
}
