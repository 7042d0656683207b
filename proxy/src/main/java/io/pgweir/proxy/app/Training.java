package io.pgweir.proxy.app;

final class Training {
    private Training() {}

    static int run() {
        return 0;
    }
}
