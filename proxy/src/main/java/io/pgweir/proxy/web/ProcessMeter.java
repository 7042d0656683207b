package io.pgweir.proxy.web;

import io.pgweir.proxy.client.Gateway;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** A metric of the whole process. */
record ProcessMeter(String name, String help, ToDoubleFunction<Gateway> value) {
    static final List<ProcessMeter> ALL = List.of(
            new ProcessMeter(
                    "pgweir_clients",
                    "Clients connected, those logging in included",
                    gateway -> gateway.limits().all()),
            new ProcessMeter(
                    "pgweir_clients_max",
                    "max_client_conn",
                    gateway -> gateway.rules().config().clients().max()));
}
