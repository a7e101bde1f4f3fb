package io.seckill.backend.deliver;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The addresses that results may be sent to. Whoever can write to the request topic could otherwise have a backend
 * dial anything it reaches.
 *
 * <p>No name is ever resolved to be judged: an IP address is held against the ranges, a name against the names listed.
 */
public final class AllowedAddresses {
    private static final Pattern HOST_NAME = Pattern.compile(
            "(?=.{1,253}$)(?!\\d+(\\.\\d+)*$)[A-Za-z0-9_]([A-Za-z0-9_-]{0,62})(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,62}))*");

    private final List<IpSubnetFilterRule> ranges;
    private final Set<String> names;

    private AllowedAddresses(List<IpSubnetFilterRule> ranges, Set<String> names) {
        this.ranges = List.copyOf(ranges);
        this.names = Set.copyOf(names);
    }

    /** Reads a list of CIDR ranges, IP addresses and host names; refuses anything else. */
    public static AllowedAddresses of(List<String> entries) {
        List<IpSubnetFilterRule> ranges = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String entry : entries) {
            IpSubnetFilterRule range = range(entry);
            if (range != null) {
                ranges.add(range);
            } else if (HOST_NAME.matcher(entry).matches()) {
                names.add(entry.toLowerCase(Locale.ROOT));
            } else {
                throw new IllegalArgumentException(
                        "allowedAddresses: " + entry + " is no CIDR range, IP address or host name");
            }
        }
        return new AllowedAddresses(ranges, names);
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
        InetSocketAddress address = new InetSocketAddress(literal, 0);
        boolean inRange = ranges.stream().anyMatch(range -> range.matches(address));
        return inRange ? Optional.of(NetUtil.toAddressString(literal)) : Optional.empty();
    }

    /** Reads {@code 10.0.0.0/8}, {@code fd00::/8} or a single address; null for anything else. */
    private static @Nullable IpSubnetFilterRule range(String entry) {
        String[] parts = entry.split("/", 2);
        InetAddress address = NetUtil.createInetAddressFromIpAddressString(parts[0]);
        if (address == null) {
            return null;
        }
        int bits = 8 * address.getAddress().length;
        String length = parts.length == 1 ? String.valueOf(bits) : parts[1];
        boolean fits = length.matches("\\d{1,3}") && Integer.parseInt(length) <= bits;
        return fits ? new IpSubnetFilterRule(address, Integer.parseInt(length), IpFilterRuleType.ACCEPT) : null;
    }
}
