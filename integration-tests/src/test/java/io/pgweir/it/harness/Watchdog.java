package io.pgweir.it.harness;

import java.lang.reflect.Method;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/**
 * The deadline of each test. When it passes, every pgweir that runs says what it is doing (its tables, its threads) and
 * is killed, so that a test that waits for it ends, too. A test that fails shows the logs.
 */
final class Watchdog implements InvocationInterceptor {
    private static final int SECONDS = 30;

    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "watchdog");
        thread.setDaemon(true);
        return thread;
    });

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext test)
            throws Throwable {
        watch(invocation, method.getExecutable(), test);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext test)
            throws Throwable {
        watch(invocation, method.getExecutable(), test);
    }

    private static void watch(Invocation<Void> invocation, Method method, ExtensionContext test) throws Throwable {
        int seconds = Optional.ofNullable(method.getAnnotation(Deadline.class))
                .map(Deadline::seconds)
                .orElse(SECONDS);
        AtomicBoolean passed = new AtomicBoolean();
        Thread tester = Thread.currentThread();
        ScheduledFuture<?> deadline = TIMER.schedule(
                () -> {
                    passed.set(true);
                    System.out.println("DEADLINE of " + seconds + " s passed: " + test.getDisplayName());
                    Started.dumpAndKillAll();
                    tester.interrupt();
                },
                seconds,
                TimeUnit.SECONDS);
        try {
            invocation.proceed();
        } catch (TestAbortedException e) {
            throw e;
        } catch (Throwable e) {
            Started.printLogs(test.getDisplayName());
            throw passed.get() ? new AssertionError("the deadline of " + seconds + " s passed", e) : e;
        } finally {
            deadline.cancel(false);
            Started.forgetEnded();
        }
    }
}
