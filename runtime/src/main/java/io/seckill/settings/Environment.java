package io.seckill.settings;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.regex.Pattern;

/** How environment variables are named, and which of them are not an operator's. */
final class Environment {
    private static final String PREFIX = "SECKILL_";

    /**
     * Kubernetes tells every container of the services around it. A service {@code seckill-gateway} gives it
     * {@code SECKILL_GATEWAY_SERVICE_HOST} and {@code SECKILL_GATEWAY_PORT_8080_TCP}, which nobody wrote.
     */
    private static final Pattern OF_A_SERVICE =
            Pattern.compile(".+_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT_\\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)");

    private static final Pattern SERVICE_URL = Pattern.compile("(tcp|udp|sctp)://.*");

    private Environment() {}

    /** {@code gateway.http.idleTimeout} -> {@code SECKILL_GATEWAY_HTTP_IDLE_TIMEOUT}. */
    static String variableOf(String path) {
        return PREFIX
                + path.replaceAll("([a-z])([A-Z])", "$1_$2").replace('.', '_').toUpperCase(Locale.ROOT);
    }

    /** Whether Kubernetes set {@code variable}, which is no setting's. */
    static boolean isOfAService(String variable, String value) {
        return OF_A_SERVICE.matcher(variable).matches()
                || (variable.endsWith("_PORT") && SERVICE_URL.matcher(value).matches());
    }

    /** Whether Kubernetes gave a setting's variable, whose default is {@code shipped}, the URL of a service. */
    static boolean isServiceUrl(JsonNode shipped, String value) {
        return shipped.isNumber() && SERVICE_URL.matcher(value).matches();
    }
}
