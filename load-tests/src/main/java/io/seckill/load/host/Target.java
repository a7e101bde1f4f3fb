package io.seckill.load.host;

import io.seckill.load.process.Product;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a simulation is put on.
 *
 * @param buyers URL of the gateway's public listener
 * @param operators URL of its management listener
 * @param kafka where the ledger can be read; empty where nobody said
 * @param backend the process id of the backend, where it is a process of its own
 * @param pids the product's processes, as far as they are known
 */
record Target(String buyers, String operators, Optional<String> kafka, OptionalLong backend, List<Long> pids) {
    /** The product in one process, started for the simulation. */
    static Target standalone(Product product) throws InterruptedException {
        return of(
                product, OptionalLong.empty(), List.of(product.startStandalone().pid()));
    }

    /** The product in three processes. */
    static Target apart(Product product) throws InterruptedException {
        long broker = product.startBroker().pid();
        long backend = product.startBackend().pid();
        long gateway = product.startGateway().pid();
        return of(product, OptionalLong.of(backend), List.of(broker, backend, gateway));
    }

    private static Target of(Product product, OptionalLong backend, List<Long> pids) {
        return new Target(
                product.ports().buyers(),
                product.ports().operators(),
                Optional.of(product.ports().bootstrapServers()),
                backend,
                pids);
    }
}
