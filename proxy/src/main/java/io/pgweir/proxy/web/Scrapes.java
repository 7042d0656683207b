package io.pgweir.proxy.web;

import io.pgweir.proxy.client.Overview;
import io.pgweir.proxy.net.Loop;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The text of each scrape. The meters are made for the first one: loading their library takes longer than a start. */
public final class Scrapes implements Supplier<String> {
    private final Overview overview;
    private final Loop loop;
    private @Nullable ProxyMeters meters;

    /** @param loop where answers of the other loops come together */
    public Scrapes(Overview overview, Loop loop) {
        this.overview = overview;
        this.loop = loop;
    }

    @Override
    public synchronized String get() {
        if (meters == null) {
            meters = new ProxyMeters(overview, loop);
        }
        return meters.scrape();
    }
}
