package io.pgweir.proxy.testing;

import io.github.nettyplus.leakdetector.junit.NettyLeakDetectorExtension;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** After all tests of a class no buffer was collected that nobody released. */
public final class NoLeaks implements AfterAllCallback {
    private final NettyLeakDetectorExtension detector = new NettyLeakDetectorExtension(false, false, false, true);

    @Override
    public void afterAll(ExtensionContext context) throws Exception {
        detector.afterAll(context);
    }
}
