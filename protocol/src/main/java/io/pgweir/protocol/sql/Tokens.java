package io.pgweir.protocol.sql;

/** What the {@link Lexer} tells as it goes. */
interface Tokens {
    /** An unquoted word ended, which is valid during this call only. */
    void word(Word word);

    /** A quoted name ended; doubled quotes in it part it into several. */
    void name(Word name);

    /** A name in {@code U&"..."} began, which nobody here decodes. */
    void encodedName();

    /** A string, a number or a parameter began. */
    void literal();

    /** A number and a word are one: {@code 1from}. Which word is not known. */
    void gluedWord();

    /** Any other character but white space and comments. */
    void symbol(byte symbol);
}
