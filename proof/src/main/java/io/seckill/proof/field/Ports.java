package io.seckill.proof.field;

import io.seckill.testkit.TestPorts;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where gateways, backends and the projector listen, each on a port of 127.0.0.1 of its own.
 *
 * @param backends their management ports
 * @param projector its management port
 */
record Ports(List<Gateway> gateways, List<Integer> backends, int projector) {
    /** The ports of one gateway. */
    record Gateway(int http, int management, int callback) {
        static Gateway free() {
            return new Gateway(TestPorts.next(), TestPorts.next(), TestPorts.next());
        }
    }

    static Ports free(FieldPlan plan) {
        return new Ports(
                Stream.generate(Gateway::free).limit(plan.gateways()).toList(),
                Stream.generate(TestPorts::next).limit(plan.backends()).toList(),
                TestPorts.next());
    }
}
