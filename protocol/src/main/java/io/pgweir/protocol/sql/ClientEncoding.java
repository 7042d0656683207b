package io.pgweir.protocol.sql;

import java.util.Locale;

/**
 * How the text's encoding tells bytes of a longer character from ASCII. PostgreSQL converts a text to the server's
 * encoding before it reads it, and there every byte below 0x80 is ASCII; in some encodings of clients a character may
 * end with such a byte, a backslash for one. Lengths are those of PostgreSQL's wchar.c.
 */
public enum ClientEncoding {
    /** UTF8, EUC, LATIN, ...: a byte below 0x80 is always ASCII. */
    ASCII_SAFE {
        @Override
        int trailingBytes(int first) {
            return 0;
        }
    },

    /**
     * BIG5, GBK, UHC: every byte from 0x80 begins a character of two. GB18030 as well, whose characters of four are a
     * byte from 0x80, a digit, and that again.
     */
    DOUBLE_BYTE {
        @Override
        int trailingBytes(int first) {
            return 1;
        }
    },

    /** SJIS and SHIFT_JIS_2004, where half-width kana are single bytes. */
    SHIFT_JIS {
        @Override
        int trailingBytes(int first) {
            return first >= 0xa1 && first <= 0xdf ? 0 : 1;
        }
    },

    /** JOHAB. */
    JOHAB {
        @Override
        int trailingBytes(int first) {
            return first == 0x8f ? 2 : 1;
        }
    };

    /** From a value of {@code client_encoding}, as a server reports it or a client writes it. */
    public static ClientEncoding named(String name) {
        String letters = name.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "");
        return switch (letters) {
            case "BIG5", "WIN950", "WINDOWS950", "GBK", "WIN936", "WINDOWS936" -> DOUBLE_BYTE;
            case "UHC", "WIN949", "WINDOWS949", "GB18030" -> DOUBLE_BYTE;
            case "SJIS", "MSKANJI", "SHIFTJIS", "WIN932", "WINDOWS932", "SHIFTJIS2004" -> SHIFT_JIS;
            case "JOHAB" -> JOHAB;
            default -> ASCII_SAFE;
        };
    }

    /** How many bytes follow this one, which is 0x80 or more and begins a character. */
    abstract int trailingBytes(int first);
}
