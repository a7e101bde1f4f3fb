package io.seckill.proof.field;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The links of a field. Processes dial each other by name, as {@code broker-1}. Each has a hosts file of its own, in
 * which the name is the address of its own link to that process; so all have the same settings, and no two share a
 * path. The addresses are of Linux's loopback network, which is all of 127.0.0.0/8.
 */
final class Network implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String PREFIX = "127.77."; // whoever else is on the machine uses 127.0.0.1
    private static final int ADDRESSES = 250; // of a number of the address

    private final Path folder;
    private final EventLoopGroup loops =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("links", true), NioIoHandler.newFactory());
    private final List<Link> links = new ArrayList<>();
    private final Map<String, Map<String, String>> known = new LinkedHashMap<>(); // addresses by name, of each process

    /** Hosts files are written to {@code folder}. */
    Network(Path folder) {
        this.folder = folder;
    }

    /** Lets {@code from} dial the {@code ports} of {@code to} by its name. */
    void connect(String from, String to, List<Integer> ports) {
        int number = links.size();
        String address = PREFIX + number / ADDRESSES + "." + (number % ADDRESSES + 1);
        links.add(new Link(from + " -> " + to, address, ports, loops.next()));
        known.computeIfAbsent(from, process -> new LinkedHashMap<>()).put(to, address);
    }

    List<Link> links() {
        return List.copyOf(links);
    }

    /** Writes the hosts file of {@code process}, which has all of its links; the flags with which a JVM goes by it. */
    List<String> flags(String process) throws IOException {
        List<String> lines = new ArrayList<>(
                List.of(LOOPBACK + " localhost " + InetAddress.getLocalHost().getHostName(), LOOPBACK + " " + process));
        known.getOrDefault(process, Map.of()).forEach((name, address) -> lines.add(address + " " + name));
        Path file = Files.write(folder.resolve(process + ".hosts"), lines);
        // Vert.x would ask the system's resolver, which does not know that file.
        return List.of("-Djdk.net.hosts.file=" + file.toAbsolutePath(), "-Dvertx.disableDnsResolver=true");
    }

    @Override
    public void close() {
        links.forEach(Link::close);
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
