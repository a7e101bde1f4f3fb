package io.seckill.standalone;

/**
 * Where the services of this process can be reached, as URLs without a path.
 *
 * @param buyers the gateway's public door
 * @param gateway the gateway's management door
 * @param backend the backend's management door
 */
record Doors(String buyers, String gateway, String backend) {
    /** The URL of a listener on {@code host}; by loopback where it listens on every address. */
    static String url(String host, int port) {
        String reachable = host.equals("0.0.0.0") || host.equals("::") ? "127.0.0.1" : host;
        return "http://" + (reachable.contains(":") ? "[" + reachable + "]" : reachable) + ":" + port;
    }
}
