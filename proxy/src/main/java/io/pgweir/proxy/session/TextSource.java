package io.pgweir.proxy.session;

/** Whoever has the text of a statement, which is seldom asked for. */
public interface TextSource {
    String sql();
}
