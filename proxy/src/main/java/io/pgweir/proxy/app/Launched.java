package io.pgweir.proxy.app;

import io.pgweir.config.Config;
import io.pgweir.config.PgBouncerSetting;
import io.pgweir.proxy.cli.Launcher;
import io.pgweir.proxy.console.Control;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Consumer;

/** A proxy that runs inside of another command, without a process of its own. */
final class Launched implements Launcher.Running {
    /** The command ends it, not the console. */
    private enum NoControl implements Control {
        INSTANCE;

        @Override
        public void reload(Consumer<List<String>> done) {
            done.accept(List.of("there is no configuration file"));
        }

        @Override
        public void set(String name, String value, Consumer<SetResult> done) {
            done.accept(new SetResult(false, "there is no configuration file"));
        }

        @Override
        public List<PgBouncerSetting> settings() {
            return List.of();
        }

        @Override
        public void shutdown(Shutdown how) {
            // the command that started it ends it
        }

        @Override
        public String version() {
            return "pgweir " + Version.number();
        }
    }

    private final Pgweir pgweir;

    private Launched(Pgweir pgweir) {
        this.pgweir = pgweir;
    }

    static Launched start(Config config) throws IOException {
        return new Launched(new Pgweir(config, NoControl.INSTANCE));
    }

    @Override
    public int port() {
        return ((InetSocketAddress) pgweir.addresses().get(0)).getPort();
    }

    @Override
    public void close() {
        pgweir.close();
    }
}
