package io.seckill.net;

import io.netty.util.NetUtil;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a gateway is dialled, as {@code reply_to} has it: {@code gw-1:9090}, {@code 10.0.0.7:9090}, {@code [fd00::12]:9090}.
 *
 * @param host a name or an IP address, without brackets
 * @param port 1 to 65,535
 */
public record HostPort(String host, int port) {
    private static final Pattern FORM =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,45})]|([A-Za-z0-9._-]{1,253})):(\\d{1,5})");
    private static final int MAX_PORT = 65_535;

    /** Reads {@code text}; null where it is no address that can be dialled. Never throws: anybody may have written it. */
    public static @Nullable HostPort parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return null;
        }
        int port = Integer.parseInt(form.group(3));
        String literal = form.group(1);
        if (port < 1 || port > MAX_PORT || (literal != null && !NetUtil.isValidIpV6Address(literal))) {
            return null;
        }
        return new HostPort(literal == null ? form.group(2) : literal, port);
    }

    /** Whether {@code host}, without brackets, is a name or an IP address that {@link #parse} would read. */
    public static boolean isHost(String host) {
        return parse(bracketed(host) + ":1") != null;
    }

    /** Whether {@code host} means every address of a machine, such as {@code 0.0.0.0} and {@code ::}: nobody can dial that. */
    public static boolean isWildcard(String host) {
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        if (address == null) {
            return false;
        }
        // The last four bytes are an IPv4 address that IPv6 writes as ::ffff:0.0.0.0.
        boolean mapped = address.length == 16 && address[10] == -1 && address[11] == -1;
        for (int i = 0; i < address.length; i++) {
            if (address[i] != 0 && !(mapped && (i == 10 || i == 11))) {
                return false;
            }
        }
        return true;
    }

    /** {@code host} as an authority has it: an IPv6 address in brackets. */
    public static String bracketed(String host) {
        return host.indexOf(':') < 0 ? host : "[" + host + "]";
    }

    @Override
    public String toString() {
        return bracketed(host) + ":" + port;
    }
}
