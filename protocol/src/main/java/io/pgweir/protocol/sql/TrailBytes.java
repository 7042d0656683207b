package io.pgweir.protocol.sql;

/** Hides the bytes that end a character of several, so that none is taken for ASCII, in pieces of any size. */
final class TrailBytes {
    private ClientEncoding encoding = ClientEncoding.ASCII_SAFE;
    private int pending;

    void begin(ClientEncoding encodingOfText) {
        encoding = encodingOfText;
        pending = 0;
    }

    /** Sets the high bit of every trailing byte. */
    void hide(byte[] piece, int length) {
        if (encoding == ClientEncoding.ASCII_SAFE) {
            return;
        }
        for (int at = 0; at < length; at++) {
            if (pending > 0) {
                pending--;
                piece[at] |= (byte) 0x80;
            } else if (piece[at] < 0) {
                pending = encoding.trailingBytes(piece[at] & 0xff);
            }
        }
    }
}
