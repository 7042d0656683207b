package io.pgweir.config;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Makes a record component a setting, or a section of settings. The YAML reader, the ini reader, SHOW CONFIG,
 * {@code docs/configuration.md}, the example file and the JSON schema all come from this one line.
 *
 * <p>The YAML name is the component's name in snake case; its path is the section's name, a dot, and that.
 */
@Documented
@Target(ElementType.RECORD_COMPONENT)
@Retention(RetentionPolicy.RUNTIME)
public @interface Setting {
    /** The default as it would be written in YAML; {@link #UNSET} leaves an {@code Optional} empty. */
    String def() default UNSET;

    /** PgBouncer's name of the same setting in {@code [pgbouncer]}, if it has one. */
    String pgbouncer() default "";

    /** The default when the configuration is a pgbouncer.ini, where PgBouncer's differs from ours. */
    String pgbouncerDef() default UNSET;

    /** Whether RELOAD applies a change; otherwise a restart is needed and RELOAD says so. */
    boolean reloadable() default true;

    /** The smallest number allowed; for numbers only. */
    int min() default 0;

    /** The largest number allowed; for numbers only. */
    int max() default Integer.MAX_VALUE;

    /** The only items that a list may have; empty allows any. */
    String[] oneOf() default {};

    /** What a text holds, where that is not just any text. */
    Format format() default Format.PLAIN;

    /** A value for the example file, for settings without a default. */
    String example() default "";

    /** One or two sentences for operators: what it does, its unit, what zero means. */
    String doc();

    /** No default of its own. */
    String UNSET = "\0";

    /** What a text holds. */
    enum Format {
        /** Any text. */
        PLAIN,
        /** A file or directory; a relative one is made absolute when it is read. */
        PATH,
        /** File permissions in octal. */
        OCTAL
    }
}
