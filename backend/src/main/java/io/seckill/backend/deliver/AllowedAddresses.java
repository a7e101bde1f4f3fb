package io.seckill.backend.deliver;

import io.netty.util.NetUtil;
import io.seckill.net.Networks;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The addresses that results may be sent to. Whoever can write to the request topic could otherwise have a backend
 * dial anything it reaches.
 *
 * <p>No name is ever resolved to be judged: an IP address is held against the ranges, a name against the names listed.
 */
public final class AllowedAddresses {
    private static final Pattern HOST_NAME = Pattern.compile(
            "(?=.{1,253}$)(?!\\d+(\\.\\d+)*$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*");

    private final Networks ranges;
    private final Set<String> names;

    private AllowedAddresses(Networks ranges, Set<String> names) {
        this.ranges = ranges;
        this.names = Set.copyOf(names);
    }

    /** Reads a list of CIDR ranges, IP addresses and host names; refuses anything else. */
    public static AllowedAddresses of(List<String> entries) {
        List<String> ranges = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String entry : entries) {
            if (Networks.isRange(entry)) {
                ranges.add(entry);
            } else if (HOST_NAME.matcher(entry).matches()) {
                names.add(entry.toLowerCase(Locale.ROOT));
            } else {
                throw new IllegalArgumentException(
                        "allowedAddresses: " + entry + " is no CIDR range, IP address or host name");
            }
        }
        return new AllowedAddresses(Networks.of("allowedAddresses", ranges), names);
    }

    /**
     * What to dial for {@code host}, an IP address without brackets or a name; empty where that is not allowed. An
     * address comes back in its one normal form, so that what is dialled is what was judged.
     */
    public Optional<String> dialable(String host) {
        InetAddress literal = NetUtil.createInetAddressFromIpAddressString(host);
        if (literal == null) {
            return Optional.of(host.toLowerCase(Locale.ROOT)).filter(names::contains);
        }
        return ranges.contain(literal) ? Optional.of(NetUtil.toAddressString(literal)) : Optional.empty();
    }
}
