package io.pgweir.it.isolation;

import java.io.IOException;
import java.util.List;

/** Settings, and rows that only the tenant sees who is named by one. */
final class SettingsVisit implements Visit {
    private static final String DEFAULT_MEMORY = "4096";

    private final Guest guest;
    private String tenant = "";
    private String memory = DEFAULT_MEMORY;
    private int count;

    SettingsVisit(Guest guest) {
        this.guest = guest;
    }

    private String nextTenant() {
        return guest.name() + "-" + count++;
    }

    @Override
    public void round() throws IOException {
        switch (guest.draw(7)) {
            case 0 -> {
                String next = nextTenant();
                guest.run("SELECT set_config('app.tenant', '" + next + "', false)");
                tenant = next;
            }
            case 1 -> inTransaction();
            case 2 -> locally();
            case 3 -> {
                String next = nextTenant();
                guest.run(guest.hides() ? "SELECT set_tenant('" + next + "')" : "SET app.tenant = '" + next + "'");
                tenant = next;
            }
            case 4 -> {
                String next = Integer.toString(10_000 + guest.unique());
                guest.run("SET work_mem = " + next);
                memory = next;
            }
            case 5 -> {
                guest.run("RESET work_mem");
                memory = DEFAULT_MEMORY;
            }
            default -> writes();
        }
        looks();
    }

    private void inTransaction() throws IOException {
        String next = nextTenant();
        guest.run("BEGIN");
        guest.run("SELECT set_config('app.tenant', '" + next + "', false)");
        guest.meets(next, guest.value("SELECT current_setting('app.tenant')"), "tenant");
        if (guest.endTransaction()) {
            tenant = next;
        }
    }

    private void locally() throws IOException {
        String next = nextTenant();
        guest.run("BEGIN");
        guest.run("SELECT set_config('app.tenant', '" + next + "', true)");
        guest.meets(next, guest.value("SELECT current_setting('app.tenant')"), "tenant");
        boolean unused = guest.endTransaction();
    }

    private void writes() throws IOException {
        if (!tenant.isEmpty()) {
            String owner = guest.value("INSERT INTO notes VALUES (current_setting('app.tenant')) RETURNING owner");
            guest.meets(tenant, owner, "the owner of its row");
        }
    }

    private void looks() throws IOException {
        guest.meets(tenant, guest.value("SELECT current_setting('app.tenant', true)"), "tenant");
        guest.meets(memory, guest.value("SELECT setting FROM pg_settings WHERE name = 'work_mem'"), "work_mem");
        for (List<String> row : guest.rows("SELECT DISTINCT owner FROM notes")) {
            guest.meets(tenant, row.get(0), "a row of");
        }
    }
}
