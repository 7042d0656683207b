package io.pgweir.proxy.relay;

/** A DISCARD SEQUENCES of ours: when it fails, the server may still know the last values of others. */
enum SequencesGone {
    DETAIL
}
