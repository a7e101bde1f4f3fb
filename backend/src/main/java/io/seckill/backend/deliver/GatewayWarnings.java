package io.seckill.backend.deliver;

import java.util.HashSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says once per address why its buyers hear nothing. Owned by the deliveries' event loop.
 *
 * <p>Anybody who writes to the request topic can invent addresses: past a bound they are counted and no longer logged.
 */
final class GatewayWarnings {
    private static final Logger log = LoggerFactory.getLogger(GatewayWarnings.class);
    private static final int MAX_ADDRESSES = 1_000;
    private static final int MAX_LENGTH = 100;

    private final Set<String> warned = new HashSet<>();

    /** Results for {@code address} are dropped. */
    void dropped(String address, Dropped reason) {
        if (isFirst(address)) {
            log.atWarn()
                    .addKeyValue("gateway", printable(address))
                    .log("results for this gateway are dropped: {}; {}", reason, reason.advice());
        }
    }

    /** No stream to {@code address} came about, or none that was ever acknowledged. */
    void unreachable(String address, String cause) {
        if (isFirst(address)) {
            log.atWarn()
                    .addKeyValue("gateway", printable(address))
                    .log(
                            "this gateway cannot be reached, its buyers are answered 202 until it can: {} (under TLS, a"
                                    + " connection that closes at once may mean that it refused this backend's certificate)",
                            cause);
        }
    }

    /** {@code address} answers; the next failure is news again. */
    void answers(String address) {
        if (warned.remove(address)) {
            log.atInfo().addKeyValue("gateway", printable(address)).log("this gateway answers now");
        }
    }

    private boolean isFirst(String address) {
        return warned.size() < MAX_ADDRESSES && warned.add(address);
    }

    /** What anybody may have written, fit for a log. */
    private static String printable(String address) {
        String shown = address.length() > MAX_LENGTH ? address.substring(0, MAX_LENGTH) : address;
        return shown.replaceAll("[^!-~]", "?");
    }
}
