package io.pgweir.proxy.app;

import java.lang.reflect.Proxy;

/**
 * Signals of the operating system. The JDK has no supported way to hear of them; every JVM that this runs on has
 * {@code sun.misc.Signal}, which the compiler warns of by name and so is called by reflection.
 */
final class Signals {
    private Signals() {}

    /**
     * Runs the action whenever the signal comes, on a thread of the JVM's.
     *
     * @param name as {@code HUP}
     * @throws IllegalStateException when the JVM keeps the signal to itself
     */
    static void on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object ours = Proxy.newProxyInstance(
                    handler.getClassLoader(), new Class<?>[] {handler}, (proxy, method, arguments) -> {
                        action.run();
                        return null;
                    });
            Object before = signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), ours);
            assert before != ours;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot hear of signal " + name, e);
        }
    }
}
