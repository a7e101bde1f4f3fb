package io.seckill.backend.operate;

import io.seckill.net.TlsSettings;
import io.seckill.settings.Check;
import java.util.List;

/**
 * Where operators are served.
 *
 * @param host the address to listen on; loopback keeps it to this machine
 * @param port 0 asks the system for a free one
 * @param hosts further names by which the port is reached
 * @param tls what callers see, and whether they must show a certificate too
 */
public record ManagementSettings(String host, int port, List<String> hosts, TlsSettings tls) {
    /** Checks the bounds. */
    public ManagementSettings {
        hosts = List.copyOf(hosts);
        Check.text("host", host);
        Check.port("port", port);
    }
}
