package io.pgweir.proxy.app;

import io.pgweir.config.Config;
import io.pgweir.config.ConfigFile;
import io.pgweir.config.ConfigUri;
import java.io.IOException;
import io.pgweir.proxy.app.log.LogWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/** Where the program begins. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) throws IOException {
        String source = arguments[1];
        Config config = source.contains("://")
                ? ConfigUri.parse(source)
                : ConfigFile.load(Path.of(source)).config();
        Pgweir pgweir = new Pgweir(config);
        LogWriter.PROCESS.open(Optional.empty(), true, config.log().verbose());
        LoggerFactory.getLogger(Main.class).atInfo().log("listening on {}", pgweir.addresses());
    }
}
