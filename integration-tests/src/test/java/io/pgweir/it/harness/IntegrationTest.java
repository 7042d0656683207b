package io.pgweir.it.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A class of tests that gets the shared PostgreSQL when it asks for one, and whose tests have a deadline. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith({SharedPostgres.class, Watchdog.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public @interface IntegrationTest {}
