package io.seckill.backend.operate;

import io.seckill.settings.Check;

/**
 * Where operators are served.
 *
 * @param host the address to listen on; loopback keeps it to this machine
 * @param port 0 asks the system for a free one
 */
public record ManagementSettings(String host, int port) {
    /** Checks the bounds. */
    public ManagementSettings {
        Check.text("host", host);
        Check.port("port", port);
    }
}
