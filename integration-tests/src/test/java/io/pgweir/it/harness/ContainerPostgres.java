package io.pgweir.it.harness;

import java.util.Map;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** A PostgreSQL in a container. */
final class ContainerPostgres implements Postgres {
    private final PostgreSQLContainer container;

    private ContainerPostgres(PostgreSQLContainer container) {
        this.container = container;
    }

    static ContainerPostgres start(Map<String, String> settings) {
        Skip.unless(DockerClientFactory.instance().isDockerAvailable(), "there is no Docker for -Dpostgres=container");
        String major = TestRun.postgresVersion().split("\\.", 2)[0];
        StringBuilder command = new StringBuilder("postgres -c fsync=off");
        settings.forEach(
                (name, value) -> command.append(" -c ").append(name).append('=').append(value));
        PostgreSQLContainer container = new PostgreSQLContainer("postgres:" + major)
                .withUsername(SUPERUSER)
                .withDatabaseName("postgres")
                .withEnv("POSTGRES_HOST_AUTH_METHOD", "trust")
                .withCommand(command.toString());
        container.start();
        return new ContainerPostgres(container);
    }

    @Override
    public int port() {
        return container.getFirstMappedPort();
    }

    @Override
    public void close() {
        container.close();
    }
}
