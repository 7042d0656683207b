package io.pgweir.it.compare;

import java.util.List;

/**
 * Who does what, in which order.
 *
 * @param seed what it was made of
 * @param user whom all clients log in as
 */
record Scenario(long seed, String user, List<Step> steps) {
    /** How many clients there may be: the schema has tables for so many. */
    static final int CLIENTS = 8;

    Scenario with(List<Step> others) {
        return new Scenario(seed, user, others);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("all clients are " + user + "\n");
        steps.forEach(step -> text.append("  client ")
                .append(step.client())
                .append(": ")
                .append(step)
                .append('\n'));
        return text.toString();
    }
}
